package dev.caravan.gateway.ledger;

import java.util.Optional;

/**
 * A place among the records, the newest first. It says nothing of who may see what is there.
 *
 * @param started microseconds of the epoch
 * @param id the row's number, which tells those of one microsecond apart
 */
public record LogPosition(long started, long id) {

    private static final int RADIX = 36;
    private static final String BETWEEN = "_";

    /** Reads {@link #text()}; empty when it is none. */
    public static Optional<LogPosition> of(String text) {
        int between = text.indexOf(BETWEEN);
        if (between < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new LogPosition(
                    Long.parseLong(text.substring(0, between), RADIX),
                    Long.parseLong(text.substring(between + 1), RADIX)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** A word for a URL. */
    public String text() {
        return Long.toString(started, RADIX) + BETWEEN + Long.toString(id, RADIX);
    }
}
