package dev.caravan.gateway.ledger;

import dev.caravan.gateway.database.Sql;
import dev.caravan.processors.spans.SpanFilter;
import dev.caravan.processors.spans.SpanStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The two tables that hold steps of traces: {@code span}, and {@code exchange} with the calls that have a trace or a session. What
 * is reported as a span stands in the first one, whether it is a call or not.
 */
enum SpanTable {
    SPAN("span", "{t}.status = 'ERROR'", "{t}.ended") {

        @Override
        String withStatus(SpanStatus status) {
            return "{t}.status = '" + status.name() + "'";
        }
    },

    EXCHANGE(
            "exchange",
            "{t}.outcome <> 'client_gone' AND ({t}.status >= 400 OR {t}.outcome = 'broken')",
            "{t}.started + {t}.latency") {

        @Override
        String withStatus(SpanStatus status) {
            return switch (status) {
                case ERROR -> failed();
                case CANCELLED -> "{t}.outcome = 'client_gone'";
                case SUCCESS -> "{t}.outcome NOT IN ('client_gone', 'broken') AND {t}.status < 400";
                case UNKNOWN -> "1 = 0";
            };
        }
    };

    private static final String NO_SPANS = "{t}.source NOT IN ('OTLP', 'SPANS', 'ATIF')";

    private final String table;
    private final String failed;
    private final String ended;

    SpanTable(String table, String failed, String ended) {
        this.table = table;
        this.failed = failed;
        this.ended = ended;
    }

    abstract String withStatus(SpanStatus status);

    String table() {
        return table;
    }

    /** The condition that a row is of a failure; {@code {t}} stands for the table's alias. */
    String failed() {
        return failed;
    }

    /** When a row ended. */
    String ended() {
        return ended;
    }

    /** Conditions, and the values of their parameters in order. */
    record Where(String sql, List<Object> values) {

        Where as(String alias) {
            return new Where(sql.replace("{t}", alias), values);
        }
    }

    /** The condition that a row passes the filter. */
    Where where(SpanFilter filter) {
        List<String> conditions = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        equal(conditions, values, "project", filter.view().project());
        equal(conditions, values, "key_name", filter.view().key());
        equal(conditions, values, "trace_id", kept("trace_id", filter.traceId()));
        equal(conditions, values, "session_id", kept("session_id", filter.sessionId()));
        equal(conditions, values, "model", kept("model", filter.model()));
        equal(conditions, values, "provider", kept("provider", filter.provider()));
        if (filter.status() != null) {
            conditions.add(withStatus(filter.status()));
        }
        bound(conditions, values, "{t}.started >= ?", filter.from());
        bound(conditions, values, "{t}.started < ?", filter.to());
        if (this == EXCHANGE) {
            conditions.add(NO_SPANS);
            conditions.add("({t}.trace_id IS NOT NULL OR {t}.session_id IS NOT NULL)");
        }
        return new Where(conditions.isEmpty() ? "1 = 1" : String.join(" AND ", conditions), values);
    }

    private static @Nullable String kept(String column, @Nullable String name) {
        return name == null ? null : ExchangeRows.asKept(column, name);
    }

    private static void equal(List<String> conditions, List<Object> values, String column, @Nullable String value) {
        if (value != null) {
            conditions.add("{t}." + column + " = ?");
            values.add(value);
        }
    }

    private static void bound(List<String> conditions, List<Object> values, String sql, @Nullable Instant time) {
        if (time != null) {
            conditions.add(sql);
            values.add(Sql.micros(time));
        }
    }
}
