package dev.caravan.processors.limits;

/**
 * How many calls somebody may make, or something may get; 0 for no limit. What a minute or an hour allows comes back evenly:
 * of 60 a minute, one each second.
 *
 * @param perMinute calls in a minute
 * @param perHour calls in an hour
 * @param concurrent calls at a time
 */
public record RateLimit(int perMinute, int perHour, int concurrent) {

    public static final RateLimit NONE = new RateLimit(0, 0, 0);

    public boolean isNone() {
        return perMinute == 0 && perHour == 0 && concurrent == 0;
    }

    /** How many calls that window allows; 0 for no limit. */
    int in(LimitWindow window) {
        return switch (window) {
            case MINUTE -> perMinute;
            case HOUR -> perHour;
            case CONCURRENT -> concurrent;
        };
    }
}
