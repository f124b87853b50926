package dev.caravan.gateway.steps;

import dev.caravan.gateway.ledger.LedgerQueries;
import dev.caravan.gateway.ledger.query.ListLogs;
import dev.caravan.gateway.ledger.query.ReadLog;
import dev.caravan.gateway.ledger.query.TellUsage;
import java.time.InstantSource;

/** What the ledger knows. */
final class LedgerSteps {

    private LedgerSteps() {}

    static void add(Parts parts, Steps steps) {
        LedgerQueries ledger = parts.services().ledgerQueries();
        InstantSource clock = InstantSource.system();
        steps.add("listLogs", new ListLogs(ledger));
        steps.add("readLog", new ReadLog(ledger));
        steps.add("tellUsage", TellUsage.usage(ledger, clock));
        steps.add("tellCosts", TellUsage.costs(ledger, clock));
    }
}
