package dev.caravan.processors.call;

/**
 * When what happened in a call, in nanoseconds of {@link System#nanoTime()}. The overhead is the time from the request's
 * last needed byte to the answer's first, less the time that was spent waiting for the upstream.
 */
public final class CallClock {

    private final long received;
    private long bodyWait;
    private long sentUpstream;
    private long upstreamWait;

    /** @param received when the request's head was read */
    public CallClock(long received) {
        this.received = received;
    }

    public long received() {
        return received;
    }

    /** Adds time that was spent waiting for the client to send its body. */
    public void waitedForBody(long nanos) {
        bodyWait += nanos;
    }

    /** The request is handed to the upstream's connection. */
    public void sentUpstream(long now) {
        sentUpstream = now;
    }

    /** The upstream's answer begins (or its failure is known). */
    public void heardFromUpstream(long now) {
        if (sentUpstream != 0) {
            upstreamWait += now - sentUpstream;
            sentUpstream = 0;
        }
    }

    /** What the gateway itself took so far. */
    public long overheadNanos(long now) {
        return Math.max(0, now - received - bodyWait - upstreamWait);
    }
}
