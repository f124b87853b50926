package dev.caravan.processors.operating;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallStep;
import dev.caravan.spi.GatewayError;

/** Answers 404 as if there were no such path: stands for a step that is switched off. */
public final class TellNothing implements CallStep {

    @Override
    public void apply(Call call) {
        throw GatewayError.of(
                404,
                "unknown_url",
                "Unknown request URL: %s %s.",
                call.request().method(),
                call.request().path());
    }
}
