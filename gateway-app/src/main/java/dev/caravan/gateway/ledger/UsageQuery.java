package dev.caravan.gateway.ledger;

import dev.caravan.gateway.database.Sql;
import dev.caravan.processors.ledger.LedgerView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * What is to be added up. Whole days come from the table of days, which a month of millions of exchanges fills with a few
 * thousand rows; anything else from the records themselves.
 *
 * @param view whose records
 * @param from the first moment
 * @param to the moment after the last
 * @param groups what to add up by, each once; empty for one sum of all
 * @param only of each of these groups one value; an empty text for those that have none
 * @param ofCosts whether calls and costs are told, of those that cost most first; else calls, errors, tokens and latency, of those
 *     that were called most first. Days come before that
 */
public record UsageQuery(
        LedgerView view,
        Instant from,
        Instant to,
        List<UsageGroup> groups,
        Map<UsageGroup, String> only,
        boolean ofCosts) {

    private static final long DAY = Duration.ofDays(1).toMillis();

    /** In the order of {@link UsageRow}; what nobody asks for is not added up. */
    private static final String USE_OF_DAYS = "SUM(exchanges), SUM(errors), SUM(input_tokens), SUM(output_tokens),"
            + " SUM(cache_read_tokens), SUM(cache_write_tokens), SUM(reasoning_tokens), 0, 0, SUM(latency)";

    private static final String COST_OF_DAYS = "SUM(exchanges), 0, 0, 0, 0, 0, 0, SUM(cost), SUM(unpriced), 0";
    private static final String USE_OF_RECORDS = "COUNT(*), SUM(CASE WHEN status >= 400 THEN 1 ELSE 0 END),"
            + " SUM(input_tokens), SUM(output_tokens), SUM(cache_read_tokens), SUM(cache_write_tokens),"
            + " SUM(reasoning_tokens), 0, 0, SUM(latency)";
    private static final String COST_OF_RECORDS = "COUNT(*), 0, 0, 0, 0, 0, 0, SUM(cost), SUM(CASE WHEN cost IS NULL"
            + " AND COALESCE(input_tokens, 0) + COALESCE(output_tokens, 0) > 0 THEN 1 ELSE 0 END), 0";

    private static final String BEGAN_IN_THE_HOUR =
            "started >= hour_number * " + HourRange.MICROS + " AND started < (hour_number + 1) * " + HourRange.MICROS;

    public UsageQuery {
        groups = List.copyOf(groups);
        only = only.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(only));
    }

    /** Whether the records have to be read for it, one by one. */
    public boolean needsRecords() {
        return groups.contains(UsageGroup.SESSION)
                || only.containsKey(UsageGroup.SESSION)
                || from.toEpochMilli() % DAY != 0
                || to.toEpochMilli() % DAY != 0;
    }

    /**
     * Where the records are that are to be added up; of no use for days.
     *
     * @param marked the columns that have marks
     * @return empty where they are to be looked for by an index, or by time
     */
    Optional<MarkedHours> hours(List<MarkedColumn> marked) {
        if (!needsRecords()) {
            return Optional.empty();
        }
        Map<String, String> fixed = new HashMap<>();
        only.forEach((group, value) -> fixed.put(group.column(true), ExchangeRows.asKept(group.column(true), value)));
        if (view.key() != null) {
            fixed.put("key_name", view.key());
        }
        if (view.project() != null) {
            fixed.put("project", view.project());
        }
        HourRange bounds = new HourRange(HourRange.hour(Sql.micros(from)), HourRange.hour(Sql.micros(to)));
        return MarkedHours.of(marked, fixed, bounds);
    }

    String sql() {
        String table = needsRecords() ? "exchange" : "usage_day";
        return sql(table + " WHERE " + Condition.and(conditions()));
    }

    /**
     * The same of records that are all in these hours; its parameters are those of {@link #conditions()} and of the hours. An outer
     * join has H2 begin with the hours, and read of the records those alone that began in them.
     */
    String sql(MarkedHours hours) {
        return sql("exchange_hour LEFT JOIN exchange ON " + BEGAN_IN_THE_HOUR + " AND " + Condition.and(conditions())
                + " WHERE id IS NOT NULL AND " + Condition.and(hours.conditions()));
    }

    private String sql(String rows) {
        boolean records = needsRecords();
        String columns = groups.stream().map(group -> group.groupedBy(records)).collect(Collectors.joining(", "));
        String sums = sums(records);
        StringBuilder sql = new StringBuilder("SELECT ");
        sql.append(columns).append(columns.isEmpty() ? "" : ", ").append(sums);
        sql.append(" FROM ").append(rows);
        if (!columns.isEmpty()) {
            sql.append(" GROUP BY ").append(columns).append(" ORDER BY ").append(order(records));
        }
        return sql.toString();
    }

    List<Condition> conditions() {
        boolean records = needsRecords();
        List<Condition> conditions = new ArrayList<>();
        if (records) {
            conditions.add(Condition.of("started >= ?", Sql.micros(from)));
            conditions.add(Condition.of("started < ?", Sql.micros(to)));
        } else {
            conditions.add(Condition.of("day_number >= ?", TimeUnit.MILLISECONDS.toDays(from.toEpochMilli())));
            conditions.add(Condition.of("day_number < ?", TimeUnit.MILLISECONDS.toDays(to.toEpochMilli())));
        }
        if (view.project() != null) {
            conditions.add(Condition.of("project = ?", view.project()));
        }
        if (view.key() != null) {
            conditions.add(Condition.of("key_name = ?", view.key()));
        }
        only.forEach((group, value) -> conditions.add(group.is(value, records)));
        return conditions;
    }

    private String sums(boolean records) {
        if (ofCosts) {
            return records ? COST_OF_RECORDS : COST_OF_DAYS;
        }
        return records ? USE_OF_RECORDS : USE_OF_DAYS;
    }

    private String order(boolean records) {
        String most = records ? "COUNT(*)" : "SUM(exchanges)";
        List<String> order = new ArrayList<>();
        if (groups.contains(UsageGroup.DAY)) {
            order.add(UsageGroup.DAY.column(records));
        }
        order.add((ofCosts ? "COALESCE(SUM(cost), 0)" : most) + " DESC");
        groups.stream().filter(group -> group != UsageGroup.DAY).forEach(group -> order.add(group.groupedBy(records)));
        return String.join(", ", order);
    }
}
