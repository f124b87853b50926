package dev.caravan.gateway.steps;

import dev.caravan.gateway.ledger.LedgerQueries;
import dev.caravan.gateway.ledger.query.ListLogs;
import dev.caravan.gateway.ledger.query.ReadLog;
import dev.caravan.gateway.ledger.query.TellUsage;
import dev.caravan.processors.extraction.Extractor;
import dev.caravan.processors.ledger.RecordExchange;
import java.time.InstantSource;

/** What remains of calls, and what is asked of it. */
final class LedgerSteps {

    private LedgerSteps() {}

    static void add(Parts parts, Steps steps) {
        Services services = parts.services();
        LedgerQueries ledger = services.ledgerQueries();
        InstantSource clock = InstantSource.system();
        Extractor extractor = new Extractor(services.translations().dialects());
        steps.add(
                "record",
                new RecordExchange(
                        services.ledger(),
                        parts.config().ledger().rules(),
                        extractor,
                        IngestSteps.costs(parts),
                        clock));
        steps.add("listLogs", new ListLogs(ledger));
        steps.add("readLog", new ReadLog(ledger));
        steps.add("tellUsage", TellUsage.usage(ledger, clock));
        steps.add("tellCosts", TellUsage.costs(ledger, clock));
    }
}
