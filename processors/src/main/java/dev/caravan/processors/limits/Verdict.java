package dev.caravan.processors.limits;

import dev.caravan.spi.GatewayError;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whether a call has a place in all limits that it needs one in. */
public sealed interface Verdict {

    /** The tightest of the minutes and hours that were looked at; null when there was none. */
    @Nullable
    Standing standing();

    /**
     * It has.
     *
     * @param leave gives back what the call holds while it lasts, to be run once when it ends; never blocks, from any thread.
     *     Null when it holds nothing
     */
    record Admitted(@Nullable Standing standing, @Nullable Runnable leave) implements Verdict {}

    /**
     * It has not, and has taken none.
     *
     * @param claim the limit that is used up
     * @param window which window of it
     * @param retryAfter when there may be a place again
     */
    record Refused(Claim claim, LimitWindow window, Duration retryAfter, @Nullable Standing standing)
            implements Verdict {

        /** The 429 for the caller. */
        GatewayError error() {
            return GatewayError.of(429, "rate_limit_exceeded", "%s", claim.refusal(window, retryAfter))
                    .withRetryAfter(retryAfter);
        }
    }
}
