package dev.caravan.acceptance.upstream;

import java.io.IOException;

/** What the upstream does with one request. Runs on a thread of its own and may block. */
@FunctionalInterface
public interface Script {

    /**
     * Plays the answer.
     *
     * @throws IOException when the caller has gone
     * @throws InterruptedException when the upstream is closed meanwhile
     */
    void play(UpstreamExchange exchange) throws IOException, InterruptedException;
}
