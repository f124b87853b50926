package dev.caravan.bench;

import java.io.IOException;

/** A way to send requests to one server. */
interface Pace {

    /** Opens the connections; called once, before the first {@link #run}. */
    void connect(int port) throws IOException;

    /** Sends for {@code nanos}, waits for the answers that are still missing (a second at most), and notes all in the tally. */
    void run(long nanos, Tally tally) throws IOException;
}
