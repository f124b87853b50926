package dev.caravan.gateway.ledger;

import dev.caravan.processors.ledger.ExchangeRecord.Source;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which records are asked for. Immutable: each narrowing is another filter. Starts with whose may be seen at all. */
public final class LogFilter {

    /** What a record is called by. Those that have an index come first, the narrower ones before the wider. */
    public enum Name {
        TRACE("trace_id"),
        SESSION("session_id"),
        USER("user_id"),
        KEY("key_name"),
        PROVIDER("provider"),
        /** As usage counts it: the one that served, else the one that was asked for. */
        MODEL("COALESCE(served_model, model, '')"),
        /** As the client named it. */
        REQUESTED_MODEL("model"),
        OUTCOME("outcome"),
        ERROR_CODE("error_code");

        private final String column;

        Name(String column) {
            this.column = column;
        }
    }

    private static final List<String> INDEXED = List.of("trace_id", "session_id", "user_id", "key_name", "project");

    private final List<Condition> conditions;
    private final List<String> fixed;

    private LogFilter(List<Condition> conditions, List<String> fixed) {
        this.conditions = List.copyOf(conditions);
        this.fixed = List.copyOf(fixed);
    }

    /** All that may be seen. */
    public static LogFilter of(LedgerView view) {
        LogFilter filter = new LogFilter(List.of(), List.of());
        filter = filter.with("project", view.project());
        return filter.with("key_name", view.key());
    }

    /** Those that are called so; of all names where the value is null. */
    public LogFilter named(Name name, @Nullable String value) {
        return with(name.column, value);
    }

    /** Those that began at that time or later. */
    public LogFilter from(@Nullable Instant time) {
        return time == null ? this : with(Condition.of("started >= ?", ExchangeRows.micros(time)));
    }

    /** Those that began before that time. */
    public LogFilter before(@Nullable Instant time) {
        return time == null ? this : with(Condition.of("started < ?", ExchangeRows.micros(time)));
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
        return with("request_id", id);
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
                        position.id()));
    }

    List<Condition> conditions() {
        return conditions;
    }

    /** The newest first. A column that has one value alone, named before, changes nothing but shows H2 the index. */
    String order() {
        String newest = "started DESC, id DESC";
        return INDEXED.stream()
                .filter(fixed::contains)
                .findFirst()
                .map(column -> column + " DESC, " + newest)
                .orElse(newest);
    }

    private LogFilter with(String column, @Nullable String value) {
        if (value == null) {
            return this;
        }
        LogFilter narrowed = with(Condition.of(column + " = ?", clean(value)));
        List<String> more = new ArrayList<>(fixed);
        more.add(column);
        return new LogFilter(narrowed.conditions, more);
    }

    private LogFilter with(Condition condition) {
        List<Condition> more = new ArrayList<>(conditions);
        more.add(condition);
        return new LogFilter(more, fixed);
    }

    /** No stored text has a zero character, and PostgreSQL takes none. */
    private static String clean(String value) {
        return value.replace("\0", "");
    }
}
