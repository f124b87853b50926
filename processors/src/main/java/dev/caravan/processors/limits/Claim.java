package dev.caravan.processors.limits;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a call needs of one limit.
 *
 * @param kind what the limit is set on
 * @param name whose it is; calls with the same kind and name share it
 * @param limit the limit as it is configured now
 * @param calls 1 for a place among the calls, 0 where the call has one already
 * @param tokens how many tokens; 0 for none
 */
public record Claim(LimitKind kind, String name, RateLimit limit, int calls, long tokens) {

    /** A place among the calls. */
    public static Claim call(LimitKind kind, String name, RateLimit limit) {
        return new Claim(kind, name, limit, 1, 0);
    }

    /** Tokens for a call that has its place. */
    public static Claim tokens(LimitKind kind, String name, RateLimit limit, long tokens) {
        return new Claim(kind, name, limit, 0, tokens);
    }

    /** How much it needs of that window; 0 where it needs nothing or the window has no limit. */
    public long amount(LimitWindow window) {
        if (limit.in(window) == 0) {
            return 0;
        }
        return window == LimitWindow.TOKENS ? tokens : calls;
    }

    /** Whose limit it is, for the caller's eyes. */
    private String holder() {
        return kind == LimitKind.USER ? "this user" : kind.word() + " '" + name + "'";
    }

    /**
     * The sentence for a call that has no place.
     *
     * @param retryAfter null when the call can never pass
     */
    String refusal(LimitWindow window, @Nullable Duration retryAfter) {
        int most = limit.in(window);
        if (retryAfter == null) {
            return "Request too large for %s: it may use %d tokens, and the limit is %d tokens per minute. Shorten the input or lower the limit of the answer's tokens."
                    .formatted(holder(), tokens, most);
        }
        return switch (window) {
            case CONCURRENT ->
                "Rate limit reached for %s: %d concurrent %s. Please try again when one of them has ended."
                        .formatted(holder(), most, requests(most));
            case MINUTE, HOUR ->
                "Rate limit reached for %s: %d %s per %s. Please try again in %s."
                        .formatted(holder(), most, requests(most), window.word(), GoDuration.format(retryAfter));
            case TOKENS ->
                "Rate limit reached for %s: %d tokens per minute, and this request may use %d. Please try again in %s."
                        .formatted(holder(), most, tokens, GoDuration.format(retryAfter));
        };
    }

    private static String requests(int most) {
        return most == 1 ? "request" : "requests";
    }
}
