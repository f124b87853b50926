package dev.caravan.processors.limits;

import dev.caravan.spi.GatewayError;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whether a call has a place in all limits that it needs one in. */
public sealed interface Verdict {

    /** How the windows stand that were looked at. */
    Standings standings();

    /**
     * It has.
     *
     * @param held what the call holds while it lasts. Null when it holds nothing
     */
    record Admitted(Standings standings, @Nullable Held held) implements Verdict {}

    /**
     * It has not, and has taken none.
     *
     * @param claim the limit that is used up
     * @param window which window of it
     * @param retryAfter when there may be a place again; null when there can never be one, because the call is larger than
     *     the whole window
     */
    record Refused(Claim claim, LimitWindow window, @Nullable Duration retryAfter, Standings standings)
            implements Verdict {

        /** How long a call waits for a place among concurrent ones is not known. */
        public static final Duration AFTER_CONCURRENT = Duration.ofSeconds(1);

        /** The error for the caller: 429, or 400 for what can never pass. */
        GatewayError error() {
            String message = claim.refusal(window, retryAfter);
            if (retryAfter == null) {
                return GatewayError.of(400, "request_too_large_for_limit", "%s", message);
            }
            String code = window == LimitWindow.TOKENS ? "token_rate_limit_exceeded" : "rate_limit_exceeded";
            return GatewayError.of(429, code, "%s", message).withRetryAfter(retryAfter);
        }

        /** Which of two refusals ends first. */
        static Refused sooner(@Nullable Refused one, Refused other) {
            if (one == null || one.retryAfter == null) {
                return other;
            }
            return other.retryAfter != null && other.retryAfter.compareTo(one.retryAfter) < 0 ? other : one;
        }
    }
}
