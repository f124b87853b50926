package dev.caravan.processors.debugging;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallStep;
import dev.caravan.spi.GatewayError;

/** Turns away everybody while debugging is not switched on: 404 {@code debugging_off}. */
public final class RequireDebugging implements CallStep {

    private final boolean on;

    public RequireDebugging(boolean on) {
        this.on = on;
    }

    @Override
    public void apply(Call call) {
        if (!on) {
            throw GatewayError.of(
                    404,
                    "debugging_off",
                    "Debugging is switched off: admin.debug in the configuration switches it on.");
        }
    }
}
