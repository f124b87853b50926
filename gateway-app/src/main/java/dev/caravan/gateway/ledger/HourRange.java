package dev.caravan.gateway.ledger;

/**
 * Some hours of UTC, one after the other.
 *
 * @param first hours since the epoch, below zero before it
 * @param last as well
 */
record HourRange(long first, long last) {

    /** An hour, in the microseconds in which the ledger has its times. */
    static final long MICROS = 3_600_000_000L;

    /** The hour of a time in microseconds of the epoch. */
    static long hour(long micros) {
        return Math.floorDiv(micros, MICROS);
    }

    /** The first microsecond. */
    long from() {
        return first * MICROS;
    }

    /** The microsecond after the last. */
    long to() {
        return (last + 1) * MICROS;
    }
}
