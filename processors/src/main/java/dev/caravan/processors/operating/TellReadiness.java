package dev.caravan.processors.operating;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallStep;
import java.util.function.BooleanSupplier;

/** Answers {@code ready}, or 503 {@code draining} while the gateway shuts down. */
public final class TellReadiness implements CallStep {

    private final BooleanSupplier draining;

    public TellReadiness(BooleanSupplier draining) {
        this.draining = draining;
    }

    @Override
    public void apply(Call call) {
        call.answerWith(draining.getAsBoolean() ? Answer.text(503, "draining") : Answer.text(200, "ready"));
    }
}
