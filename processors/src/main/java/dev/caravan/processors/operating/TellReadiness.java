package dev.caravan.processors.operating;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallStep;
import dev.caravan.processors.ledger.Ledger;
import java.util.function.BooleanSupplier;

/**
 * Answers {@code ready}, or 503 {@code draining} while the gateway shuts down. While the ledger cannot be written the gateway still
 * serves, and says so; when nothing more can wait for the ledger, calls are refused, and it is 503.
 */
public final class TellReadiness implements CallStep {

    private final BooleanSupplier draining;
    private final Ledger ledger;
    private final boolean recorded;

    /** @param recorded whether calls are only made when the ledger has room for them */
    public TellReadiness(BooleanSupplier draining, Ledger ledger, boolean recorded) {
        this.draining = draining;
        this.ledger = ledger;
        this.recorded = recorded;
    }

    @Override
    public void apply(Call call) {
        call.answerWith(answer());
    }

    private Answer answer() {
        if (draining.getAsBoolean()) {
            return Answer.text(503, "draining");
        }
        if (recorded && !ledger.hasRoom()) {
            return Answer.text(503, "the ledger has no room");
        }
        return Answer.text(200, ledger.isHealthy() ? "ready" : "ready, but the ledger cannot be written: records wait");
    }
}
