package dev.caravan.gateway.ledger;

import dev.caravan.gateway.database.Sql;
import dev.caravan.processors.ledger.ExchangeRecord.Source;
import dev.caravan.processors.ledger.LedgerView;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which records are asked for. Immutable: each narrowing is another filter. Starts with whose may be seen at all. */
public final class LogFilter {

    /** What a record is called by. */
    public enum Name {
        TRACE("trace_id"),
        SESSION("session_id"),
        USER("user_id"),
        KEY("key_name"),
        PROVIDER("provider"),
        /** As usage counts it: the one that served, else the one that was asked for. */
        MODEL(UsageGroup.MODEL_OF_RECORDS),
        /** As the client named it. */
        REQUESTED_MODEL("model"),
        OUTCOME("outcome"),
        ERROR_CODE("error_code");

        private final String column;

        Name(String column) {
            this.column = column;
        }
    }

    private static final String REQUEST_ID = "request_id";
    private static final HourRange EVER = new HourRange(HourRange.hour(Long.MIN_VALUE), HourRange.hour(Long.MAX_VALUE));

    private final List<Condition> conditions;
    private final Map<String, String> fixed;
    private final HourRange bounds;

    /**
     * @param fixed the values that columns are to have; of a column that is to have two, one of them
     * @param bounds no record before or after these hours is asked for
     */
    private LogFilter(List<Condition> conditions, Map<String, String> fixed, HourRange bounds) {
        this.conditions = List.copyOf(conditions);
        this.fixed = Map.copyOf(fixed);
        this.bounds = bounds;
    }

    /** All that may be seen. */
    public static LogFilter of(LedgerView view) {
        LogFilter filter = new LogFilter(List.of(), Map.of(), EVER);
        filter = filter.with("project", view.project());
        return filter.with("key_name", view.key());
    }

    /** Those that are called so; of all names where the value is null. */
    public LogFilter named(Name name, @Nullable String value) {
        return with(name.column, value == null ? null : ExchangeRows.asKept(name.column, value));
    }

    /** Those that began at that time or later. */
    public LogFilter from(@Nullable Instant time) {
        if (time == null) {
            return this;
        }
        long micros = Sql.micros(time);
        return with(Condition.of("started >= ?", micros)).since(micros);
    }

    /** Those that began before that time. */
    public LogFilter before(@Nullable Instant time) {
        if (time == null) {
            return this;
        }
        long micros = Sql.micros(time);
        return with(Condition.of("started < ?", micros)).until(micros);
    }

    /** Those with an HTTP status in that range, both ends included. */
    public LogFilter status(int least, int most) {
        // Numbers, not parameters: the index of failures is of use only where it is certain that no others are meant.
        return with(Condition.of("status >= " + least)).with(Condition.of("status <= " + most));
    }

    public LogFilter source(@Nullable Source source) {
        return source == null ? this : with(Condition.of("source = ?", source.name()));
    }

    public LogFilter requestId(@Nullable String id) {
        return with(REQUEST_ID, id == null ? null : ExchangeRows.asKept(REQUEST_ID, id));
    }

    public LogFilter requestIdPrefix(@Nullable String prefix) {
        if (prefix == null) {
            return this;
        }
        String literal = prefix.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
        return with(Condition.of("request_id LIKE ?", literal + "%"));
    }

    /** Those that cost so much or more, in USD; not those whose cost nobody knows. */
    public LogFilter minCost(@Nullable BigDecimal usd) {
        return usd == null ? this : with(Condition.of("cost >= ?", usd));
    }

    /** Those that took so long or longer. */
    public LogFilter minLatency(@Nullable Duration time) {
        return time == null ? this : with(Condition.of("latency >= ?", time.toNanos() / 1000));
    }

    /** Those that come after that place, the newest first. */
    LogFilter after(@Nullable LogPosition position) {
        return position == null
                ? this
                : with(Condition.of(
                                "started <= ? AND (started < ? OR id < ?)",
                                position.started(),
                                position.started(),
                                position.id()))
                        .until(position.started());
    }

    List<Condition> conditions() {
        return conditions;
    }

    /**
     * The hours in which such records may be.
     *
     * @param marked the columns that have marks
     * @return empty where they are to be looked for by an index, or by time
     */
    Optional<MarkedHours> hours(List<MarkedColumn> marked) {
        return fixed.containsKey(REQUEST_ID) ? Optional.empty() : MarkedHours.of(marked, fixed, bounds);
    }

    private LogFilter with(String column, @Nullable String value) {
        if (value == null) {
            return this;
        }
        String clean = clean(value);
        Map<String, String> more = new HashMap<>(fixed);
        more.put(column, clean);
        return new LogFilter(conditions, more, bounds).with(Condition.of(column + " = ?", clean));
    }

    private LogFilter with(Condition condition) {
        List<Condition> more = new ArrayList<>(conditions);
        more.add(condition);
        return new LogFilter(more, fixed, bounds);
    }

    private LogFilter since(long micros) {
        long first = Math.max(bounds.first(), HourRange.hour(micros));
        return new LogFilter(conditions, fixed, new HourRange(first, bounds.last()));
    }

    private LogFilter until(long micros) {
        long last = Math.min(bounds.last(), HourRange.hour(micros));
        return new LogFilter(conditions, fixed, new HourRange(bounds.first(), last));
    }

    /** No stored text has a zero character, and PostgreSQL takes none. */
    private static String clean(String value) {
        return value.replace("\0", "");
    }
}
