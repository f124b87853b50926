package dev.caravan.processors.routing;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallRequest;
import dev.caravan.processors.call.CallStep;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;

/**
 * Chooses the provider that a path such as {@code /proxy/{provider}/*} names, and refuses a rest that is not safe to append
 * to the provider's URL. Answers 404 {@code unknown_provider}, 400 {@code operation_not_supported} or {@code invalid_path}.
 */
public final class ResolveProxyTarget implements CallStep {

    private final ProviderRegistry providers;

    public ResolveProxyTarget(ProviderRegistry providers) {
        this.providers = providers;
    }

    @Override
    public void apply(Call call) {
        CallRequest request = call.request();
        String name = request.pathVariables().getOrDefault("provider", "");
        ConfiguredProvider provider = providers
                .provider(name)
                .orElseThrow(() -> GatewayError.of(404, "unknown_provider", "Provider '%s' is not configured.", name));
        SafePath.check(rest(request));
        if (!provider.provider().operations().contains(Operation.PASSTHROUGH)) {
            throw GatewayError.badRequest(
                    "operation_not_supported", "Provider '%s' does not pass requests through.", name);
        }
        call.asks(Operation.PASSTHROUGH);
        call.offeredTo(Targets.only(new Target(provider, null)));
    }

    /** The rest with the slash before it, so that a second slash there is seen. */
    private static String rest(CallRequest request) {
        String rest = request.pathVariables().getOrDefault("*", "");
        int before = request.path().length() - rest.length() - 1;
        boolean cutAtSlash = before >= 0 && request.path().charAt(before) == '/';
        return cutAtSlash || !(rest.isEmpty() || rest.startsWith("/")) ? "/" + rest : rest;
    }
}
