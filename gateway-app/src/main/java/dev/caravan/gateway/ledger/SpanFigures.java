package dev.caravan.gateway.ledger;

import dev.caravan.gateway.database.Sql;
import dev.caravan.gateway.ledger.JdbcSpanArchive.NewestRow;
import dev.caravan.gateway.ledger.SpanTable.Where;
import dev.caravan.processors.ledger.LedgerView;
import dev.caravan.processors.spans.SpanArchive.Grouping;
import dev.caravan.processors.spans.SpanFilter;
import dev.caravan.processors.spans.SpanGroup;
import dev.caravan.processors.spans.SpanGroup.Root;
import dev.caravan.processors.spans.SpanStatus;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.Usage;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adds up what the spans of a page of traces or sessions come to, in both tables. */
final class SpanFigures {

    private static final Logger LOG = LoggerFactory.getLogger(SpanFigures.class);

    private final Connection connection;
    private final String column;
    private final SpanFilter owned;
    private final boolean ofTraces;

    /** @param view whose spans count */
    SpanFigures(Connection connection, Grouping by, LedgerView view) {
        this.connection = connection;
        this.column = column(by);
        this.ofTraces = by == Grouping.TRACE;
        this.owned = new SpanFilter(view, null, null, null, null, null, null, null);
    }

    static String column(Grouping by) {
        return by == Grouping.TRACE ? "trace_id" : "session_id";
    }

    /** What one group comes to so far. */
    private static final class Sum {

        private long spans;
        private long errors;
        private long started = Long.MAX_VALUE;
        private @Nullable Long ended;
        private @Nullable Long input;
        private @Nullable Long output;
        private @Nullable Long cached;
        private @Nullable BigDecimal cost;
        private @Nullable String session;
        private long traces = 1;
        private long rootStarted = Long.MAX_VALUE;
        private @Nullable Root root;

        void add(ResultSet row) throws SQLException {
            spans += row.getLong("spans");
            errors += row.getLong("errors");
            started = Math.min(started, row.getLong("started"));
            Long end = number(row, "ended");
            ended = ended == null ? end : end == null ? ended : Long.valueOf(Math.max(ended, end));
            input = plus(input, number(row, "input_tokens"));
            output = plus(output, number(row, "output_tokens"));
            cached = plus(cached, number(row, "cached_tokens"));
            BigDecimal more = row.getBigDecimal("cost");
            cost = cost == null ? more : more == null ? cost : cost.add(more);
            session = session == null ? row.getString("session_id") : session;
        }

        private static @Nullable Long plus(@Nullable Long one, @Nullable Long other) {
            return one == null ? other : other == null ? one : Long.valueOf(one + other);
        }

        SpanGroup group(NewestRow newest) {
            return new SpanGroup(
                    newest.group(),
                    newest.key(),
                    session,
                    root,
                    traces,
                    spans,
                    errors,
                    FoundRow.time(started == Long.MAX_VALUE ? 0 : started),
                    ended == null ? null : FoundRow.time(ended),
                    usage(input, output, cached),
                    cost);
        }
    }

    List<SpanGroup> of(List<NewestRow> page) throws SQLException {
        Map<String, Sum> sums = new HashMap<>();
        page.forEach(row -> sums.put(row.group(), new Sum()));
        for (SpanTable table : SpanTable.values()) {
            add(table, sums);
            if (ofTraces) {
                addRoots(table, sums);
            }
        }
        if (!ofTraces) {
            countTraces(sums);
        }
        List<SpanGroup> groups = new ArrayList<>();
        for (NewestRow row : page) {
            Sum sum = sums.get(row.group());
            if (sum != null) {
                groups.add(sum.group(row));
            }
        }
        return groups;
    }

    private void add(SpanTable table, Map<String, Sum> sums) throws SQLException {
        Where where = table.where(owned).as("s");
        String sql = "SELECT s." + column + " AS grouped, COUNT(*) AS spans, SUM(CASE WHEN "
                + table.failed().replace("{t}", "s") + " THEN 1 ELSE 0 END) AS errors, MIN(s.started) AS started, MAX("
                + table.ended().replace("{t}", "s")
                + ") AS ended, SUM(s.input_tokens) AS input_tokens, SUM(s.output_tokens) AS output_tokens,"
                + " SUM(s.cache_read_tokens) AS cached_tokens, SUM(s.cost) AS cost, MAX(s.session_id) AS session_id FROM "
                + table.table() + " s WHERE " + where.sql() + " AND s." + column + " = ANY(?) GROUP BY s." + column;
        try (PreparedStatement statement = prepared(sql, where, sums);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Sum sum = sums.get(rows.getString("grouped"));
                if (sum != null) {
                    sum.add(rows);
                }
            }
        }
    }

    /** The earliest span of each trace that stands below none. */
    private void addRoots(SpanTable table, Map<String, Sum> sums) throws SQLException {
        Where where = table.where(owned).as("s");
        String named = table == SpanTable.SPAN
                ? "s.span_id AS root_id, s.name AS root_name, s.status AS root_status, '' AS outcome"
                : "COALESCE(s.span_id, s.request_id) AS root_id, COALESCE(s.path, 'call') AS root_name,"
                        + " CAST(s.status AS VARCHAR) AS root_status, s.outcome AS outcome";
        String sql = "SELECT * FROM (SELECT s.trace_id AS grouped, s.started AS started, " + named
                + ", ROW_NUMBER() OVER (PARTITION BY s.trace_id ORDER BY s.started, s.id) AS place FROM "
                + table.table()
                + " s WHERE " + where.sql()
                + " AND s.trace_id = ANY(?) AND s.parent_span_id IS NULL) roots WHERE place = 1";
        try (PreparedStatement statement = prepared(sql, where, sums);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Sum sum = sums.get(rows.getString("grouped"));
                if (sum != null && rows.getLong("started") < sum.rootStarted) {
                    String told = rows.getString("root_status");
                    sum.rootStarted = rows.getLong("started");
                    sum.root = new Root(
                            rows.getString("root_id"),
                            rows.getString("root_name"),
                            table == SpanTable.SPAN
                                    ? SpanStatus.valueOf(told)
                                    : FoundRow.status(Integer.parseInt(told), rows.getString("outcome")));
                }
            }
        }
    }

    private void countTraces(Map<String, Sum> sums) throws SQLException {
        List<String> selects = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        Array groups = groups(sums);
        for (SpanTable table : SpanTable.values()) {
            Where where = table.where(owned).as("s");
            selects.add("SELECT s.session_id AS grouped, s.trace_id AS trace_id FROM " + table.table() + " s WHERE "
                    + where.sql() + " AND s.session_id = ANY(?) AND s.trace_id IS NOT NULL");
            values.addAll(where.values());
            values.add(groups);
        }
        sums.values().forEach(sum -> sum.traces = 0);
        String sql = "SELECT grouped, COUNT(*) AS traces FROM (" + String.join(" UNION ", selects)
                + ") traces GROUP BY grouped";
        try (PreparedStatement statement = Sql.prepared(connection, sql, values.toArray());
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Sum sum = sums.get(rows.getString("grouped"));
                if (sum != null) {
                    sum.traces = rows.getLong("traces");
                }
            }
        }
    }

    private PreparedStatement prepared(String sql, Where where, Map<String, Sum> sums) throws SQLException {
        List<Object> values = new ArrayList<>(where.values());
        values.add(groups(sums));
        return Sql.prepared(connection, sql, values.toArray());
    }

    private Array groups(Map<String, Sum> sums) throws SQLException {
        return connection.createArrayOf("VARCHAR", sums.keySet().toArray());
    }

    static @Nullable Long number(ResultSet row, String column) throws SQLException {
        BigDecimal number = row.getBigDecimal(column);
        return number == null ? null : Long.valueOf(number.longValue());
    }

    static Usage usage(@Nullable Long input, @Nullable Long output, @Nullable Long cached) {
        Usage totals = Usage.of(input == null ? Usage.UNKNOWN : input, output == null ? Usage.UNKNOWN : output);
        return new Usage(
                totals.input(),
                totals.output(),
                cached == null ? Usage.UNKNOWN : cached,
                Usage.UNKNOWN,
                Usage.UNKNOWN,
                Usage.UNKNOWN,
                Usage.UNKNOWN,
                Usage.UNKNOWN);
    }

    static GatewayError unavailable(SQLException failure) {
        LOG.atError()
                .addKeyValue("sqlstate", String.valueOf(failure.getSQLState()))
                .log("spans cannot be read");
        return GatewayError.of(503, "database_unavailable", "The database does not answer.")
                .withRetryAfter(Duration.ofSeconds(5));
    }
}
