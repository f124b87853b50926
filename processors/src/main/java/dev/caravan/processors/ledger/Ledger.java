package dev.caravan.processors.ledger;

import java.util.List;
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
}
