package dev.caravan.processors.auth;

import dev.caravan.processors.agents.AgentCall;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallStep;
import dev.caravan.processors.forms.FormBody;
import dev.caravan.processors.routing.CollectionPath;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.routing.Targets;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns away a call whose key may not use its agent (403 {@code agent_not_allowed}), its provider (403 {@code
 * provider_not_allowed}) or its model (403 {@code model_not_allowed}). Runs after the target was resolved. A call that is passed
 * through names no model that the gateway knows of, and so does one that concerns files or a batch that is there: for it only the
 * provider counts. Any other call without a model is turned away where the key is limited to certain models, since the upstream
 * would choose one by itself. The model of a form may come behind its file: then it is looked at when it comes, and the call is
 * ended if it may not be used.
 */
public final class CheckModelAccess implements CallStep {

    @Override
    public void apply(Call call) {
        Principal caller = Authenticate.caller(call);
        Targets targets = call.targets();
        if (targets == null) {
            throw new IllegalStateException("the target is not resolved yet");
        }
        AgentCall agent = call.agent();
        if (agent != null && !caller.mayUseAgent(agent.agent().name())) {
            throw GatewayError.forbidden(
                            "agent_not_allowed",
                            "This key may not use agent '%s'.",
                            agent.agent().name())
                    .withParam("model");
        }
        List<Target> allowed = new ArrayList<>(targets.inOrder().size());
        GatewayError refusal = null;
        for (Target target : targets.inOrder()) {
            GatewayError why = refusal(caller, call, target);
            if (why == null) {
                allowed.add(target);
            } else if (refusal == null) {
                refusal = why;
            }
        }
        if (allowed.isEmpty() && refusal != null) {
            throw refusal;
        }
        FormBody form = call.form();
        if (form != null && form.modelMayCome() && !caller.allowedModels().isEmpty()) {
            String provider = targets.first().provider().name();
            form.whenNamed(model -> {
                if (!caller.mayUseModel(model, provider, model)) {
                    throw refusal(model);
                }
            });
        }
        if (refusal != null || targets.policy().hasFallbacks()) {
            call.offeredTo(targets.with(allowed).keepingFallbacks(target -> refusal(caller, call, target) == null));
        }
    }

    /** Why the caller may not use a target, or null when it may. */
    private static @Nullable GatewayError refusal(Principal caller, Call call, Target target) {
        String provider = target.provider().name();
        if (!caller.mayUseProvider(provider)) {
            return GatewayError.forbidden("provider_not_allowed", "This key may not use provider '%s'.", provider);
        }
        String written = call.model();
        if (written == null && (namesNoModel(call) || comesLater(call))) {
            return null;
        }
        return caller.mayUseModel(written, provider, target.model()) ? null : refusal(written);
    }

    private static boolean comesLater(Call call) {
        FormBody form = call.form();
        return form != null && form.modelMayCome();
    }

    /** A batch that is being made uses models, wherever it names them. */
    private static boolean namesNoModel(Call call) {
        Operation operation = call.operation();
        return operation == Operation.PASSTHROUGH
                || (operation != null && CollectionPath.isOf(operation) && call.json() == null);
    }

    private static GatewayError refusal(@Nullable String written) {
        GatewayError error = written == null
                ? GatewayError.forbidden("model_not_allowed", "This key may use certain models only: name one.")
                : GatewayError.forbidden("model_not_allowed", "This key may not use model '%s'.", written);
        return error.withParam("model");
    }
}
