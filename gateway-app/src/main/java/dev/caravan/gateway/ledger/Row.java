package dev.caravan.gateway.ledger;

import dev.caravan.processors.ledger.ExchangeRecord;

/**
 * A record with the number of its row.
 *
 * @param id from {@link LedgerIds}
 */
record Row(long id, ExchangeRecord exchange) {

    /** Whose it is; empty without a project, as unique keys do not hold for null. */
    String project() {
        String project = exchange.owner().project();
        return project == null ? "" : project;
    }
}
