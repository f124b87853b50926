package dev.caravan.gateway.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A time as it is written in the configuration too: {@code 30s}, {@code 10m}, {@code 1h}, {@code 7d}. */
final class Span {

    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,9})([smhd])");

    private Span() {}

    /** @throws CommandFailure when the text is no such time */
    static long seconds(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            throw CommandFailure.wrongUse("'" + text + "' is no time. Write a number with a unit: 30s, 10m, 1h, 7d");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> amount;
            case "m" -> Duration.ofMinutes(amount).toSeconds();
            case "h" -> Duration.ofHours(amount).toSeconds();
            default -> Duration.ofDays(amount).toSeconds();
        };
    }
}
