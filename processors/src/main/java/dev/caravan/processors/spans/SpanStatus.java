package dev.caravan.processors.spans;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a span ended. */
public enum SpanStatus {
    SUCCESS,
    ERROR,
    CANCELLED,
    UNKNOWN;

    /** The status as clients write it: {@code success}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The status of that word; null when it is none. */
    public static @Nullable SpanStatus of(String word) {
        for (SpanStatus status : values()) {
            if (status.word().equals(word)) {
                return status;
            }
        }
        return null;
    }
}
