package dev.caravan.processors.limits;

import java.time.Duration;

/** Over which time a limit counts. */
public enum LimitWindow {
    MINUTE("minute", Duration.ofMinutes(1)),
    HOUR("hour", Duration.ofHours(1)),
    /** As long as calls last. */
    CONCURRENT("concurrent", Duration.ZERO);

    private final String word;
    private final Duration period;

    LimitWindow(String word, Duration period) {
        this.word = word;
        this.period = period;
    }

    /** The window in messages and metrics. */
    public String word() {
        return word;
    }

    /** Zero for {@link #CONCURRENT}. */
    Duration period() {
        return period;
    }
}
