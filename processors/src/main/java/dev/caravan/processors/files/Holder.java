package dev.caravan.processors.files;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.routing.ConfiguredProvider;
import dev.caravan.processors.routing.ProviderRegistry;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.routing.Targets;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;

/** Offers a call to the provider that has what it concerns, and to no other. */
final class Holder {

    private final ProviderRegistry providers;

    Holder(ProviderRegistry providers) {
        this.providers = providers;
    }

    /** @throws GatewayError 404 {@code unknown_provider} or 400 {@code operation_not_supported} */
    void offer(Call call, Operation operation, StoredObject object) {
        ConfiguredProvider provider = providers
                .provider(object.provider())
                .orElseThrow(() -> GatewayError.of(
                        404, "unknown_provider", "Provider '%s' is not configured any more.", object.provider()));
        if (!provider.provider().operations().contains(operation)) {
            throw GatewayError.badRequest(
                    "operation_not_supported", "Provider '%s' does not serve '%s'.", provider.name(), operation.path());
        }
        call.offeredTo(Targets.only(new Target(provider, null)));
    }
}
