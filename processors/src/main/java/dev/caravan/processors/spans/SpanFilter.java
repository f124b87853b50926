package dev.caravan.processors.spans;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which spans are wanted: those of which all of this is true. Null says nothing.
 *
 * @param reader whose they are
 * @param traceId the trace that they stand in
 * @param sessionId the session that they belong to
 * @param model the model's name, as asked for
 * @param provider the provider's name
 * @param status how they ended
 * @param from when they began at the earliest
 * @param to before when they began
 */
public record SpanFilter(
        SpanReader reader,
        @Nullable String traceId,
        @Nullable String sessionId,
        @Nullable String model,
        @Nullable String provider,
        @Nullable SpanStatus status,
        @Nullable Instant from,
        @Nullable Instant to) {

    /** All spans of a trace. */
    public static SpanFilter ofTrace(SpanReader reader, String traceId) {
        return new SpanFilter(reader, traceId, null, null, null, null, null, null);
    }

    /** All spans of a session. */
    public static SpanFilter ofSession(SpanReader reader, String sessionId) {
        return new SpanFilter(reader, null, sessionId, null, null, null, null, null);
    }
}
