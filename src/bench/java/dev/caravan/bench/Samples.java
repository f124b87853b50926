package dev.caravan.bench;

import java.util.Arrays;
import java.util.function.LongConsumer;

/** Measured durations in nanoseconds; keeps every one, so that percentiles are exact. Not thread-safe. */
final class Samples {

    private long[] nanos = new long[1 << 16];
    private int size;

    void add(long value) {
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, size * 2);
        }
        nanos[size++] = value;
    }

    void forEach(LongConsumer action) {
        Arrays.stream(nanos, 0, size).forEach(action);
    }

    int size() {
        return size;
    }

    /** The value that {@code percent} of the samples do not exceed, in microseconds; NaN when there are no samples. */
    double micros(double percent) {
        if (size == 0) {
            return Double.NaN;
        }
        long[] sorted = Arrays.copyOf(nanos, size);
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(percent / 100 * size);
        return sorted[Math.max(0, rank - 1)] / 1000.0;
    }
}
