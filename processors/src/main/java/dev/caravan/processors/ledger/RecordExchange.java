package dev.caravan.processors.ledger;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallStep;
import dev.caravan.processors.extraction.Extractor;
import dev.caravan.processors.pricing.ReportedCosts;
import dev.caravan.spi.GatewayError;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Lets the ledger have a record of the call, however it ends from here on. Answers 503 {@code ledger_busy} when the ledger has no
 * room for it: a call that is not recorded is not made.
 */
public final class RecordExchange implements CallStep {

    private final Ledger ledger;
    private final LedgerRules rules;
    private final Extractor extractor;
    private final ReportedCosts costs;
    private final InstantSource clock;

    /** @param costs prices what passed through the gateway unread */
    public RecordExchange(
            Ledger ledger, LedgerRules rules, Extractor extractor, ReportedCosts costs, InstantSource clock) {
        this.ledger = ledger;
        this.rules = rules;
        this.extractor = extractor;
        this.costs = costs;
        this.clock = clock;
    }

    @Override
    public void apply(Call call) {
        if (!rules.enabled()) {
            return;
        }
        if (!ledger.hasRoom()) {
            throw GatewayError.of(503, "ledger_busy", "The ledger cannot be written at the moment.")
                    .withRetryAfter(Duration.ofSeconds(1));
        }
        Recording recording = new Recording(ledger, extractor, costs, clock.instant(), rules.copied());
        call.recordedBy(recording);
        call.onEnd(() -> recording.copyRequest(call));
    }
}
