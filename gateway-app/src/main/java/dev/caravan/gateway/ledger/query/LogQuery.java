package dev.caravan.gateway.ledger.query;

import dev.caravan.gateway.ledger.LogFilter;
import dev.caravan.gateway.ledger.LogFilter.Name;
import dev.caravan.gateway.ledger.LogPosition;
import dev.caravan.processors.ledger.ExchangeRecord.Source;
import dev.caravan.processors.ledger.LedgerView;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The parameters that say which records are asked for. */
final class LogQuery {

    private static final Map<String, Name> NAMES = Map.of(
            "provider", Name.PROVIDER,
            "model", Name.MODEL,
            "requested_model", Name.REQUESTED_MODEL,
            "user", Name.USER,
            "key", Name.KEY,
            "session", Name.SESSION,
            "trace", Name.TRACE,
            "outcome", Name.OUTCOME,
            "error_code", Name.ERROR_CODE);

    private static final int HIGHEST_STATUS = 999;
    private static final int FIRST_FAILURE = 400;

    private LogQuery() {}

    /** These, and those that the caller takes besides. */
    static Set<String> parameters(String... besides) {
        Set<String> known = new LinkedHashSet<>(NAMES.keySet());
        known.addAll(Set.of(
                "project",
                "from",
                "to",
                "status",
                "source",
                "request_id",
                "request_id_prefix",
                "min_cost",
                "min_latency_ms"));
        known.addAll(Arrays.asList(besides));
        return known;
    }

    static LogFilter filter(LedgerView view, Query query) {
        LogFilter filter = LogFilter.of(view);
        for (Map.Entry<String, Name> name : NAMES.entrySet()) {
            filter = filter.named(name.getValue(), query.text(name.getKey()));
        }
        filter = filter.from(query.time("from"))
                .before(query.time("to"))
                .requestId(query.text("request_id"))
                .requestIdPrefix(query.text("request_id_prefix"))
                .minCost(query.amount("min_cost"))
                .source(source(query.text("source")));
        if (query.has("min_latency_ms")) {
            filter = filter.minLatency(Duration.ofMillis(query.whole("min_latency_ms", 0, 0, Integer.MAX_VALUE)));
        }
        return status(filter, query.text("status"));
    }

    /** Where the page before has ended. */
    static @Nullable LogPosition after(Query query) {
        String after = query.text("after");
        return after == null
                ? null
                : LogPosition.of(after)
                        .orElseThrow(() -> Query.invalid("after", "'after' is no cursor of a page before."));
    }

    private static LogFilter status(LogFilter filter, @Nullable String status) {
        if (status == null) {
            return filter;
        }
        if (status.equals("error")) {
            return filter.status(FIRST_FAILURE, HIGHEST_STATUS);
        }
        if (status.matches("[1-5]xx")) {
            int hundred = (status.charAt(0) - '0') * 100;
            return filter.status(hundred, hundred + 99);
        }
        if (status.matches("\\d{1,3}")) {
            int exactly = Integer.parseInt(status);
            return filter.status(exactly, exactly);
        }
        throw Query.invalid("status", "'status' is no HTTP status such as 200, nor 2xx, 4xx, 5xx, nor error.");
    }

    private static @Nullable Source source(@Nullable String word) {
        if (word == null) {
            return null;
        }
        for (Source source : Source.values()) {
            if (word(source).equals(word)) {
                return source;
            }
        }
        throw Query.invalid(
                "source",
                "'source' is none of "
                        + Arrays.stream(Source.values()).map(LogQuery::word).collect(Collectors.joining(", ")) + ".");
    }

    static String word(Source source) {
        return source.name().toLowerCase(Locale.ROOT);
    }
}
