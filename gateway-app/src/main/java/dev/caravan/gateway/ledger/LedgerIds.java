package dev.caravan.gateway.ledger;

import java.time.InstantSource;

/**
 * Numbers for the ledger's rows: 41 bits of milliseconds, 10 of the node, 12 of a count. They rise with time, so that the newest
 * rows have the greatest numbers, whichever node wrote them. Used by one thread.
 */
final class LedgerIds {

    private static final int NODE_BITS = 10;
    private static final int COUNT_BITS = 12;
    private static final long SINCE = 1_577_836_800_000L; // 2020-01-01T00:00:00Z

    private final InstantSource clock;
    private final long node;
    private long millis;
    private long count;

    /** @param node the number that this process took; only its lowest ten bits count */
    LedgerIds(InstantSource clock, int node) {
        this.clock = clock;
        this.node = node & ((1 << NODE_BITS) - 1);
    }

    /** Greater than all before it, also when the clock goes back; a millisecond that is used up borrows from the next. */
    long next() {
        long now = clock.millis() - SINCE;
        if (now > millis) {
            millis = now;
            count = 0;
        } else if (++count == 1 << COUNT_BITS) {
            millis++;
            count = 0;
        }
        return millis << (NODE_BITS + COUNT_BITS) | node << COUNT_BITS | count;
    }

    /** The smallest number of a row that was written at that time, or later. */
    static long from(long epochMillis) {
        return Math.max(0, epochMillis - SINCE) << (NODE_BITS + COUNT_BITS);
    }
}
