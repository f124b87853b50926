package dev.caravan.spi.exchange;

/**
 * What an eval says of an exchange.
 *
 * @param value from 0 to 1
 * @param passed whether it is good enough
 * @param reason a sentence for people; empty when there is nothing to say
 */
public record Score(double value, boolean passed, String reason) {

    /** All is well. */
    public static final Score PASSED = new Score(1, true, "");

    public Score {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("a score is from 0 to 1, not " + value);
        }
    }

    /** Nothing is well. */
    public static Score failed(String reason) {
        return new Score(0, false, reason);
    }
}
