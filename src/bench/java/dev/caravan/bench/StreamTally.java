package dev.caravan.bench;

/** The chunks of all streams together; counts only while it is told to. */
final class StreamTally {

    private final Samples latencies = new Samples();
    private boolean counting;
    private long lost;
    private long readNanos;

    void count(boolean on) {
        counting = on;
    }

    /** Sets the time at which the bytes that follow were read from their socket. */
    void readAt(long nanos) {
        readNanos = nanos;
    }

    void arrived(long sentNanos, int missing) {
        lost += missing;
        if (counting) {
            latencies.add(readNanos - sentNanos);
        }
    }

    Samples latencies() {
        return latencies;
    }

    /** Chunks that were skipped or came twice since the beginning. */
    long lost() {
        return lost;
    }
}
