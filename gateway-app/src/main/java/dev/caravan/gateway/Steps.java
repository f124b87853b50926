package dev.caravan.gateway;

import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.auth.CheckModelAccess;
import dev.caravan.processors.auth.ForwardableCredential;
import dev.caravan.processors.auth.KeyRing;
import dev.caravan.processors.auth.RequireScope;
import dev.caravan.processors.auth.Scope;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.CallStep;
import dev.caravan.processors.models.ListModels;
import dev.caravan.processors.operating.TellHealth;
import dev.caravan.processors.operating.TellMetrics;
import dev.caravan.processors.operating.TellReadiness;
import dev.caravan.processors.request.ReadJsonRequest;
import dev.caravan.processors.request.RequestShape;
import dev.caravan.processors.routing.ProviderRegistry;
import dev.caravan.processors.routing.ResolveProxyTarget;
import dev.caravan.processors.routing.ResolveTarget;
import dev.caravan.processors.steps.AsyncStepProcessor;
import dev.caravan.processors.steps.SyncStepProcessor;
import dev.caravan.processors.upstream.CallProvider;
import dev.caravan.processors.upstream.LiveModelCatalog;
import dev.caravan.processors.upstream.UpstreamClients;
import dev.caravan.spi.Operation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.camel.Processor;
import reactor.core.scheduler.Scheduler;

/** The steps by the names that routes give them. This is the one place where a step gets its name and its parts. */
final class Steps {

    /** Where a call goes that names no provider, if that one is configured with credentials. */
    private static final Map<Operation, String> PREFERRED = Map.of(
            Operation.CHAT_COMPLETIONS, "openai",
            Operation.EMBEDDINGS, "openai",
            Operation.IMAGE_GENERATIONS, "openai");

    private final Map<String, Processor> byName = new LinkedHashMap<>();

    /**
     * @param maxBody the most bytes of a body that is read as a whole
     * @param workers threads that may be kept busy
     * @param draining whether the gateway shuts down
     * @param scrape writes all metrics
     */
    Steps(
            KeyRing keys,
            ProviderRegistry providers,
            UpstreamClients clients,
            long maxBody,
            Scheduler workers,
            BooleanSupplier draining,
            Supplier<String> scrape) {
        add("authenticate", new Authenticate(keys));
        add("requireChatScope", new RequireScope(Scope.CHAT));
        add("requireModelsScope", new RequireScope(Scope.MODELS));
        add("requireProxyScope", new RequireScope(Scope.PROXY));
        add("readChatRequest", new ReadJsonRequest(RequestShape.CHAT, maxBody, workers));
        add("readEmbeddingsRequest", new ReadJsonRequest(RequestShape.EMBEDDINGS, maxBody, workers));
        add("readImageRequest", new ReadJsonRequest(RequestShape.IMAGES, maxBody, workers));
        add("resolveTarget", new ResolveTarget(providers, PREFERRED));
        add("resolveProxyTarget", new ResolveProxyTarget(providers));
        add("checkModelAccess", new CheckModelAccess());
        add("callProvider", new CallProvider(clients, new ForwardableCredential(keys)));
        add("listModels", new ListModels(providers, new LiveModelCatalog(clients)));
        add("tellHealth", new TellHealth());
        add("tellReadiness", new TellReadiness(draining));
        add("tellMetrics", new TellMetrics(scrape, workers));
    }

    /** The steps as Camel processors. */
    Map<String, Processor> byName() {
        return byName;
    }

    private void add(String name, CallStep step) {
        byName.put(name, new SyncStepProcessor(step));
    }

    private void add(String name, AsyncCallStep step) {
        byName.put(name, new AsyncStepProcessor(step));
    }
}
