package dev.caravan.gateway.ledger;

import dev.caravan.processors.ledger.ExchangeRecord;
import java.util.List;

/** Is told of what the ledger has committed. */
@FunctionalInterface
public interface CommittedRecords {

    /**
     * Takes note of records. Runs on the ledger's thread, after each commit and in the order of the commits: nothing is written
     * before it returns, so it must not block. What it throws is logged.
     *
     * @param records those of one group that were new, never one a second time; may be empty
     */
    void committed(List<ExchangeRecord> records);
}
