package dev.caravan.processors.limits;

import java.math.BigDecimal;
import java.time.Duration;

/** A time as OpenAI writes it, which is Go's notation: {@code 120ms}, {@code 8.64s}, {@code 6m0s}, {@code 1h0m3s}. */
final class GoDuration {

    private GoDuration() {}

    /** The time in whole milliseconds, rounded up. */
    static String format(Duration time) {
        long millis = time.plusNanos(999_999).toMillis();
        if (millis <= 0) {
            return "0s";
        }
        if (millis < 1000) {
            return millis + "ms";
        }
        long minutes = millis / 60_000;
        String seconds =
                BigDecimal.valueOf(millis % 60_000, 3).stripTrailingZeros().toPlainString() + "s";
        if (minutes == 0) {
            return seconds;
        }
        return minutes < 60 ? minutes + "m" + seconds : minutes / 60 + "h" + minutes % 60 + "m" + seconds;
    }
}
