package dev.caravan.processors.spans;

import dev.caravan.spi.chat.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A trace or a session: what its spans come to.
 *
 * @param id the trace's or the session's
 * @param key that of its newest span
 * @param sessionId the session of a trace, of any of its spans; a session's own id
 * @param root the span that has no parent, the earliest of several; null where none is known
 * @param traces how many traces it has
 * @param spans how many spans it has
 * @param errors how many of them failed
 * @param started when the first of them began
 * @param ended when the last of them ended; null where no end is known
 * @param usage what calls of models used: input, output, and read from the cache
 * @param cost what they cost in USD; null where nothing is known of it
 */
public record SpanGroup(
        String id,
        long key,
        @Nullable String sessionId,
        @Nullable Root root,
        long traces,
        long spans,
        long errors,
        Instant started,
        @Nullable Instant ended,
        Usage usage,
        @Nullable BigDecimal cost) {

    /** The span that the others stand below. */
    public record Root(String spanId, String name, SpanStatus status) {}
}
