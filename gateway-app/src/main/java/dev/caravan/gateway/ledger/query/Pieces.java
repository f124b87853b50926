package dev.caravan.gateway.ledger.query;

import java.util.Optional;

/** A text that is read from the database piece by piece. All of it blocks; used by one thread at a time. */
interface Pieces extends AutoCloseable {

    /**
     * The next piece in UTF-8; empty when there are no more.
     *
     * @throws dev.caravan.spi.GatewayError when it cannot be read
     */
    Optional<byte[]> next();

    /** Whether the last piece was the last. */
    boolean isDone();

    /** Gives back what is held of the database; does nothing the second time. */
    @Override
    void close();
}
