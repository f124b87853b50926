package dev.caravan.gateway.observability;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Usage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.AtomicHistogram;

/** Calls, their errors, their tokens and how long they took, added up. Thread-safe; takes about 4 KiB. */
final class CallTally {

    private static final long LONGEST_MICROS = TimeUnit.HOURS.toMicros(1);

    /** Told to a sixteenth, which is as exact as such a figure is looked at. */
    private static final int DIGITS = 1;

    private static final double MICROS_PER_MILLI = 1000;

    private final LongAdder calls = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder input = new LongAdder();
    private final LongAdder output = new LongAdder();
    private final LongAdder cached = new LongAdder();
    private final LongAdder micros = new LongAdder();
    private final AtomicHistogram times = new AtomicHistogram(LONGEST_MICROS, DIGITS);

    void count(Usage usage, boolean failed, long nanos) {
        calls.increment();
        if (failed) {
            errors.increment();
        }
        input.add(Math.max(0, usage.input()));
        output.add(Math.max(0, usage.output()));
        cached.add(Math.max(0, usage.cacheRead()));
        long took = TimeUnit.NANOSECONDS.toMicros(nanos);
        micros.add(took);
        times.recordValue(Math.max(1, Math.min(took, LONGEST_MICROS)));
    }

    void add(CallTally other) {
        calls.add(other.calls.sum());
        errors.add(other.errors.sum());
        input.add(other.input.sum());
        output.add(other.output.sum());
        cached.add(other.cached.sum());
        micros.add(other.micros.sum());
        times.add(other.times);
    }

    /** Writes it into an object. */
    ObjectNode tell(ObjectNode line) {
        long counted = calls.sum();
        line.put("calls", counted).put("errors", errors.sum());
        line.putObject("tokens")
                .put("input", input.sum())
                .put("output", output.sum())
                .put("cached", cached.sum());
        line.putObject("latency_ms")
                .put("mean", counted == 0 ? 0 : millis((double) micros.sum() / counted))
                .put("p50", percentile(50))
                .put("p95", percentile(95))
                .put("p99", percentile(99));
        return line;
    }

    private double percentile(double percent) {
        return times.getTotalCount() == 0 ? 0 : millis((double) times.getValueAtPercentile(percent));
    }

    private static double millis(double inMicros) {
        return Math.round(inMicros) / MICROS_PER_MILLI;
    }
}
