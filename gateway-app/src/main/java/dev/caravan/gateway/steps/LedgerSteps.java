package dev.caravan.gateway.steps;

import dev.caravan.processors.extraction.Extractor;
import dev.caravan.processors.ledger.RecordExchange;
import java.time.Clock;

/** What remains of calls. */
final class LedgerSteps {

    private LedgerSteps() {}

    static void add(Parts parts, Steps steps) {
        Services services = parts.services();
        Extractor extractor = new Extractor(services.translations().dialects());
        steps.add(
                "record",
                new RecordExchange(services.ledger(), parts.config().ledger().rules(), extractor, Clock.systemUTC()));
    }
}
