package dev.caravan.processors.routing;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallStep;
import dev.caravan.spi.GatewayError;

/**
 * Turns away a path that nobody serves: 404 {@code unknown_url}, where neither the client nor the configuration names a provider
 * for it. Runs before anything else: who calls does not matter.
 */
public final class RefuseUnknownPath implements CallStep {

    private final boolean hasDefault;

    /** @param hasDefault whether the configuration names a provider for all other paths */
    public RefuseUnknownPath(boolean hasDefault) {
        this.hasDefault = hasDefault;
    }

    @Override
    public void apply(Call call) {
        if (!hasDefault && !RequestedProvider.isNamed(call)) {
            throw unknown(call);
        }
    }

    static GatewayError unknown(Call call) {
        return GatewayError.of(
                404,
                "unknown_url",
                "Unknown request URL: %s %s.",
                call.request().method(),
                call.request().path());
    }
}
