package dev.caravan.processors.spans;

import dev.caravan.processors.ledger.LedgerView;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which spans are wanted: those of which all of this is true. Null says nothing.
 *
 * @param view whose they are
 * @param traceId the trace that they stand in
 * @param sessionId the session that they belong to
 * @param model the model's name, as asked for
 * @param provider the provider's name
 * @param status how they ended
 * @param from when they began at the earliest
 * @param to before when they began
 */
public record SpanFilter(
        LedgerView view,
        @Nullable String traceId,
        @Nullable String sessionId,
        @Nullable String model,
        @Nullable String provider,
        @Nullable SpanStatus status,
        @Nullable Instant from,
        @Nullable Instant to) {

    /** All spans of a trace. */
    public static SpanFilter ofTrace(LedgerView view, String traceId) {
        return new SpanFilter(view, traceId, null, null, null, null, null, null);
    }

    /** All spans of a session. */
    public static SpanFilter ofSession(LedgerView view, String sessionId) {
        return new SpanFilter(view, null, sessionId, null, null, null, null, null);
    }
}
