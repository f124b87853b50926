package dev.caravan.processors.spans;

import java.util.List;

/**
 * Finds spans, and with them the exchanges that have a trace or a session: calls through the gateway, and reported ones. Blocks:
 * it is for workers. Thread-safe.
 */
public interface SpanArchive {

    /** What spans are put together by. */
    enum Grouping {
        TRACE,
        SESSION
    }

    /**
     * A page of spans.
     *
     * @param spans what was written last first
     * @param hasMore whether there are more behind them
     */
    record Page(List<FoundSpan> spans, boolean hasMore) {}

    /**
     * The newest spans first.
     *
     * @param before only those with a smaller key
     * @param most how many at most; there are fewer when their details are very long
     * @param withDetails whether their details are wanted
     */
    Page spans(SpanFilter filter, long before, int most, boolean withDetails);

    /**
     * The traces or sessions that have a span of these, the one with the newest such span first. Their figures are those of all
     * their spans.
     *
     * @param before only those whose newest such span has a smaller key
     * @param most how many at most
     */
    List<SpanGroup> groups(Grouping by, SpanFilter filter, long before, int most);
}
