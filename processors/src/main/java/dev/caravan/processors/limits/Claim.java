package dev.caravan.processors.limits;

import java.time.Duration;

/**
 * What a call needs of one limit: one place.
 *
 * @param kind what the limit is set on
 * @param name whose it is; calls with the same kind and name share it
 * @param limit the limit as it is configured now
 */
public record Claim(LimitKind kind, String name, RateLimit limit) {

    /** Whose limit it is, for the caller's eyes. */
    private String holder() {
        return kind == LimitKind.USER ? "this user" : kind.word() + " '" + name + "'";
    }

    /** The sentence for a call that has no place. */
    String refusal(LimitWindow window, Duration retryAfter) {
        int most = limit.in(window);
        String requests = most == 1 ? "request" : "requests";
        return window == LimitWindow.CONCURRENT
                ? "Rate limit reached for %s: %d concurrent %s. Please try again when one of them has ended."
                        .formatted(holder(), most, requests)
                : "Rate limit reached for %s: %d %s per %s. Please try again in %s."
                        .formatted(holder(), most, requests, window.word(), GoDuration.format(retryAfter));
    }
}
