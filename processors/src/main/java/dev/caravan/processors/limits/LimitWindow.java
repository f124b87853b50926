package dev.caravan.processors.limits;

import java.time.Duration;

/** What a limit counts, and over which time; in the order in which the windows of a limit are looked at. */
public enum LimitWindow {
    /** Calls, as long as they last. */
    CONCURRENT("concurrent", Duration.ZERO),
    /** Calls of a minute. */
    MINUTE("minute", Duration.ofMinutes(1)),
    /** Calls of an hour. */
    HOUR("hour", Duration.ofHours(1)),
    /** Tokens of a minute. */
    TOKENS("tokens", Duration.ofMinutes(1));

    private final String word;
    private final Duration period;

    LimitWindow(String word, Duration period) {
        this.word = word;
        this.period = period;
    }

    /** The window in metrics. */
    public String word() {
        return word;
    }

    /** Zero for {@link #CONCURRENT}. */
    public Duration period() {
        return period;
    }
}
