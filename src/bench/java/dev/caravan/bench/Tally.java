package dev.caravan.bench;

/** What one server did: the latency of each answer, and how many calls went wrong. */
final class Tally {

    private final Samples latencies = new Samples();
    private final Samples lags = new Samples();
    private long errors;

    void answered(long nanos, int status) {
        if (status == 200) {
            latencies.add(nanos);
        } else {
            errors++;
        }
    }

    /** Notes by how much a request left later than it should have: the client's own imprecision. */
    void left(long lagNanos) {
        lags.add(lagNanos);
    }

    void unanswered(long count) {
        errors += count;
    }

    void print(String column, String metric, double seconds) {
        new Line(column, metric + "_p50_us", latencies.micros(50)).print();
        new Line(column, metric + "_p99_us", latencies.micros(99)).print();
        new Line(column, metric + "_rate", latencies.size() / seconds).print();
        new Line(column, metric + "_errors", errors).print();
        if (lags.size() > 0) {
            new Line(column, metric + "_lag_p99_us", lags.micros(99)).print();
        }
    }
}
