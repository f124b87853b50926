package dev.caravan.gateway.steps;

import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.auth.CheckModelAccess;
import dev.caravan.processors.auth.RequireScope;
import dev.caravan.processors.auth.Scope;
import dev.caravan.processors.limits.LimitRate;
import dev.caravan.processors.limits.LimitStore;
import dev.caravan.processors.limits.LimitTarget;
import dev.caravan.processors.limits.LimitTokens;

/** Who may call, how often, and how much. */
final class AccessSteps {

    private AccessSteps() {}

    static void add(Parts parts, Steps steps) {
        LimitStore limits = parts.services().limits();
        steps.add("authenticate", new Authenticate(parts.keys()));
        steps.add("requireChatScope", new RequireScope(Scope.CHAT));
        steps.add("requireModelsScope", new RequireScope(Scope.MODELS));
        steps.add("requireIngestScope", new RequireScope(Scope.INGEST));
        steps.add("requireProxyScope", new RequireScope(Scope.PROXY));
        steps.add("checkModelAccess", new CheckModelAccess());
        steps.add("limitRate", new LimitRate(limits, parts.config().limits()));
        steps.add("limitTarget", new LimitTarget(limits, parts.config().limits(), parts.estimator()));
        steps.add("limitTokens", new LimitTokens(limits, parts.config().limits(), parts.estimator()));
    }
}
