package dev.caravan.gateway;

import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.auth.CheckModelAccess;
import dev.caravan.processors.auth.ForwardableCredential;
import dev.caravan.processors.auth.KeyRing;
import dev.caravan.processors.auth.RequireScope;
import dev.caravan.processors.auth.Scope;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.CallStep;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.limits.LimitRate;
import dev.caravan.processors.limits.LimitRules;
import dev.caravan.processors.limits.LimitStore;
import dev.caravan.processors.limits.LimitTarget;
import dev.caravan.processors.models.CachedModelCatalog;
import dev.caravan.processors.models.ListModels;
import dev.caravan.processors.models.ModelCatalog;
import dev.caravan.processors.operating.TellHealth;
import dev.caravan.processors.operating.TellMetrics;
import dev.caravan.processors.operating.TellReadiness;
import dev.caravan.processors.pricing.ModelRegistry;
import dev.caravan.processors.request.ReadGeminiRequest;
import dev.caravan.processors.request.ReadJsonRequest;
import dev.caravan.processors.request.RequestShape;
import dev.caravan.processors.routing.AskFor;
import dev.caravan.processors.routing.ProviderRegistry;
import dev.caravan.processors.routing.ResolveProxyTarget;
import dev.caravan.processors.routing.ResolveTarget;
import dev.caravan.processors.routing.TargetHealth;
import dev.caravan.processors.routing.TargetOrder;
import dev.caravan.processors.steps.AsyncStepProcessor;
import dev.caravan.processors.steps.SyncStepProcessor;
import dev.caravan.processors.translation.Translations;
import dev.caravan.processors.upstream.CallProvider;
import dev.caravan.processors.upstream.LiveModelCatalog;
import dev.caravan.processors.upstream.UpstreamClients;
import dev.caravan.spi.Operation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.camel.Processor;

/** The steps by the names that routes give them. This is the one place where a step gets its name and its parts. */
final class Steps {

    /** Where a call goes that names no provider, if that one is configured with credentials. */
    private static final Map<Operation, String> PREFERRED = Map.ofEntries(
            Map.entry(Operation.CHAT_COMPLETIONS, "openai"),
            Map.entry(Operation.RESPONSES, "openai"),
            Map.entry(Operation.RESPONSE_ITEMS, "openai"),
            Map.entry(Operation.EMBEDDINGS, "openai"),
            Map.entry(Operation.IMAGE_GENERATIONS, "openai"),
            Map.entry(Operation.MESSAGES, "anthropic"),
            Map.entry(Operation.COUNT_TOKENS, "anthropic"),
            Map.entry(Operation.GENERATE_CONTENT, "gemini"),
            Map.entry(Operation.GEMINI_EMBEDDINGS, "gemini"),
            Map.entry(Operation.OLLAMA_CHAT, "ollama"),
            Map.entry(Operation.OLLAMA_GENERATE, "ollama"),
            Map.entry(Operation.OLLAMA_EMBEDDINGS, "ollama"),
            Map.entry(Operation.COHERE_CHAT, "cohere"),
            Map.entry(Operation.COHERE_EMBEDDINGS, "cohere"));

    private final Map<String, Processor> byName = new LinkedHashMap<>();

    /**
     * @param translations between the dialects that were found
     * @param limits counts calls for the rules
     * @param models what price lists know of models
     * @param maxBody the most bytes of a body that is read as a whole
     * @param workers threads that may be kept busy
     * @param draining whether the gateway shuts down
     * @param scrape writes all metrics
     */
    Steps(
            KeyRing keys,
            ProviderRegistry providers,
            ModelRegistry models,
            UpstreamClients clients,
            Translations translations,
            LimitStore limits,
            LimitRules rules,
            long maxBody,
            Workers workers,
            BooleanSupplier draining,
            Supplier<String> scrape) {
        TargetHealth health = new TargetHealth();
        TargetOrder order = new TargetOrder(
                health, models, () -> ThreadLocalRandom.current().nextDouble());
        add("authenticate", new Authenticate(keys));
        add("requireChatScope", new RequireScope(Scope.CHAT));
        add("requireModelsScope", new RequireScope(Scope.MODELS));
        add("requireProxyScope", new RequireScope(Scope.PROXY));
        read("readChatRequest", RequestShape.CHAT, maxBody, workers);
        read("readMessagesRequest", RequestShape.MESSAGES, maxBody, workers);
        read("readCountTokensRequest", RequestShape.COUNT_TOKENS, maxBody, workers);
        read("readResponsesRequest", RequestShape.RESPONSES, maxBody, workers);
        read("readOllamaChatRequest", RequestShape.OLLAMA_CHAT, maxBody, workers);
        read("readOllamaGenerateRequest", RequestShape.OLLAMA_GENERATE, maxBody, workers);
        read("readOllamaEmbedRequest", RequestShape.OLLAMA_EMBEDDINGS, maxBody, workers);
        read("readCohereChatRequest", RequestShape.COHERE_CHAT, maxBody, workers);
        read("readCohereEmbedRequest", RequestShape.COHERE_EMBEDDINGS, maxBody, workers);
        read("readEmbeddingsRequest", RequestShape.EMBEDDINGS, maxBody, workers);
        read("readImageRequest", RequestShape.IMAGES, maxBody, workers);
        add("readGeminiRequest", new ReadGeminiRequest(maxBody, workers));
        add("askForResponseItems", new AskFor(Operation.RESPONSE_ITEMS));
        add("resolveTarget", new ResolveTarget(providers, PREFERRED, translations, order));
        add("resolveProxyTarget", new ResolveProxyTarget(providers));
        add("checkModelAccess", new CheckModelAccess());
        add("limitRate", new LimitRate(limits, rules));
        add("limitTarget", new LimitTarget(limits, rules));
        add("callProvider", new CallProvider(clients, translations, new ForwardableCredential(keys), health, workers));
        ModelCatalog catalog = new CachedModelCatalog(new LiveModelCatalog(clients, workers.scheduler()));
        add("listModels", new ListModels(providers, catalog, models));
        add("tellHealth", new TellHealth());
        add("tellReadiness", new TellReadiness(draining));
        add("tellMetrics", new TellMetrics(scrape, workers.scheduler()));
    }

    /** The steps as Camel processors. */
    Map<String, Processor> byName() {
        return byName;
    }

    private void read(String name, RequestShape shape, long maxBody, Workers workers) {
        add(name, new ReadJsonRequest(shape, maxBody, workers));
    }

    private void add(String name, CallStep step) {
        byName.put(name, new SyncStepProcessor(step));
    }

    private void add(String name, AsyncCallStep step) {
        byName.put(name, new AsyncStepProcessor(step));
    }
}
