package dev.caravan.processors.auth;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallStep;
import dev.caravan.processors.routing.Target;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Turns away a call whose key may not use its provider (403 {@code provider_not_allowed}) or its model (403
 * {@code model_not_allowed}). Runs after the target was resolved. A call that is passed through names no model that the
 * gateway knows of: for it only the provider counts. Any other call without a model is turned away where the key is limited
 * to certain models, since the upstream would choose one by itself.
 */
public final class CheckModelAccess implements CallStep {

    @Override
    public void apply(Call call) {
        Principal caller = Authenticate.caller(call);
        Target target = call.target();
        if (target == null) {
            throw new IllegalStateException("the target is not resolved yet");
        }
        String provider = target.provider().name();
        if (!caller.mayUseProvider(provider)) {
            throw GatewayError.forbidden("provider_not_allowed", "This key may not use provider '%s'.", provider);
        }
        String written = call.model();
        if (call.operation() == Operation.PASSTHROUGH && written == null) {
            return;
        }
        if (!caller.mayUseModel(written, provider, target.model())) {
            throw refusal(written);
        }
    }

    private static GatewayError refusal(@Nullable String written) {
        GatewayError error = written == null
                ? GatewayError.forbidden("model_not_allowed", "This key may use certain models only: name one.")
                : GatewayError.forbidden("model_not_allowed", "This key may not use model '%s'.", written);
        return error.withParam("model");
    }
}
