package dev.caravan.processors.limits;

/**
 * How many calls somebody may make, or something may get, and how many tokens they may use; 0 for no limit. What a minute or
 * an hour allows comes back evenly: of 60 a minute, one each second.
 *
 * @param perMinute calls in a minute
 * @param perHour calls in an hour
 * @param concurrent calls at a time
 * @param tokensPerMinute tokens in a minute, those of requests and of answers together
 */
public record RateLimit(int perMinute, int perHour, int concurrent, int tokensPerMinute) {

    public static final RateLimit NONE = new RateLimit(0, 0, 0, 0);

    /** A limit of calls alone. */
    public RateLimit(int perMinute, int perHour, int concurrent) {
        this(perMinute, perHour, concurrent, 0);
    }

    public boolean isNone() {
        return !limitsCalls() && !limitsTokens();
    }

    /** Whether it says how many calls may be made. */
    public boolean limitsCalls() {
        return perMinute > 0 || perHour > 0 || concurrent > 0;
    }

    /** Whether it says how many tokens may be used. */
    public boolean limitsTokens() {
        return tokensPerMinute > 0;
    }

    /** How much that window allows; 0 for no limit. */
    public int in(LimitWindow window) {
        return switch (window) {
            case MINUTE -> perMinute;
            case HOUR -> perHour;
            case CONCURRENT -> concurrent;
            case TOKENS -> tokensPerMinute;
        };
    }
}
