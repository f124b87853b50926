package dev.caravan.processors.ledger;

import java.util.List;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * The durable store of exchange records. Writing never blocks: records wait in a bounded queue for the next group that is
 * committed. Thread-safe.
 */
public interface Ledger {

    /**
     * Keeps records.
     *
     * @param records of one report or call, in order; at least one
     * @return completes when all of them are committed, on any thread: from then on they outlive the process. {@link
     *     dev.caravan.spi.GatewayError} 503 {@code ledger_busy} with a time to come again, told at once, when the queue has no
     *     room; then none of them is kept
     */
    Mono<Void> append(List<ExchangeRecord> records);

    /** Whether what was written last could be written. */
    boolean isHealthy();

    /** Whether a call that is to be recorded may begin: whether the ledger could take its record by now. */
    boolean hasRoom();

    /**
     * Keeps the record of a call that is over. It is always taken: calls are turned away before they begin, see {@link
     * #hasRoom()}.
     *
     * @param bytes about how large it is
     * @param record makes it, on the ledger's own thread
     */
    void keep(long bytes, Supplier<ExchangeRecord> record);
}
