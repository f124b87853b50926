package dev.caravan.gateway.edge;

/** Writes a time as milliseconds with three decimals. */
final class Overhead {

    private Overhead() {}

    static String format(long nanos) {
        long micros = nanos / 1000;
        long fraction = micros % 1000;
        StringBuilder text = new StringBuilder(12).append(micros / 1000).append('.');
        if (fraction < 100) {
            text.append('0');
        }
        if (fraction < 10) {
            text.append('0');
        }
        return text.append(fraction).toString();
    }
}
