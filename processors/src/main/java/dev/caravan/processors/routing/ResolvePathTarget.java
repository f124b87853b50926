package dev.caravan.processors.routing;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallStep;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Chooses who serves a path that no other route takes: the provider that {@code X-Ingate-Provider} names, else the default one
 * of the configuration. Answers 400 {@code unknown_provider}, {@code operation_not_supported} or {@code invalid_path}. Needs
 * {@link RefuseUnknownPath} before it.
 */
public final class ResolvePathTarget implements CallStep {

    private final ProviderRegistry providers;
    private final @Nullable ConfiguredProvider byDefault;

    /** @param byDefault the name of the default provider, which is configured; null when there is none */
    public ResolvePathTarget(ProviderRegistry providers, @Nullable String byDefault) {
        this.providers = providers;
        this.byDefault =
                byDefault == null ? null : providers.provider(byDefault).orElse(null);
    }

    @Override
    public void apply(Call call) {
        SafePath.check(call.request().path());
        ConfiguredProvider requested = RequestedProvider.of(call, providers);
        ConfiguredProvider provider = requested == null ? byDefault : requested;
        if (provider == null) {
            throw RefuseUnknownPath.unknown(call);
        }
        if (!provider.provider().operations().contains(Operation.PASSTHROUGH)) {
            throw GatewayError.badRequest(
                    "operation_not_supported", "Provider '%s' does not pass requests through.", provider.name());
        }
        call.asks(Operation.PASSTHROUGH);
        call.offeredTo(Targets.only(new Target(provider, null)));
    }
}
