package dev.caravan.gateway.steps;

import dev.caravan.processors.agents.RunAgent;
import dev.caravan.processors.auth.ForwardableCredential;
import dev.caravan.processors.context.FitContext;
import dev.caravan.processors.guardrails.GuardInput;
import dev.caravan.processors.guardrails.GuardrailMetrics;
import dev.caravan.processors.models.CachedModelCatalog;
import dev.caravan.processors.models.ListModels;
import dev.caravan.processors.models.ModelCatalog;
import dev.caravan.processors.routing.RefuseUnknownPath;
import dev.caravan.processors.routing.ResolvePathTarget;
import dev.caravan.processors.routing.ResolveProxyTarget;
import dev.caravan.processors.routing.ResolveTarget;
import dev.caravan.processors.routing.TargetOrder;
import dev.caravan.processors.upstream.AttemptCounts;
import dev.caravan.processors.upstream.CallProvider;
import dev.caravan.processors.upstream.LiveModelCatalog;
import dev.caravan.spi.Operation;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Who serves a call, and the call itself. */
final class RoutingSteps {

    /** Where a call goes that names no provider, if that one is configured with credentials. */
    private static final Map<Operation, String> PREFERRED = Map.ofEntries(
            Map.entry(Operation.CHAT_COMPLETIONS, "openai"),
            Map.entry(Operation.RESPONSES, "openai"),
            Map.entry(Operation.RESPONSE_ITEMS, "openai"),
            Map.entry(Operation.EMBEDDINGS, "openai"),
            Map.entry(Operation.IMAGE_GENERATIONS, "openai"),
            Map.entry(Operation.IMAGE_EDITS, "openai"),
            Map.entry(Operation.IMAGE_VARIATIONS, "openai"),
            Map.entry(Operation.COMPLETIONS, "openai"),
            Map.entry(Operation.TRANSCRIPTIONS, "openai"),
            Map.entry(Operation.TRANSLATIONS, "openai"),
            Map.entry(Operation.SPEECH, "openai"),
            Map.entry(Operation.MODERATIONS, "openai"),
            Map.entry(Operation.RERANK, "cohere"),
            Map.entry(Operation.FILES, "openai"),
            Map.entry(Operation.UPLOADS, "openai"),
            Map.entry(Operation.BATCHES, "openai"),
            Map.entry(Operation.ANTHROPIC_FILES, "anthropic"),
            Map.entry(Operation.MESSAGE_BATCHES, "anthropic"),
            Map.entry(Operation.REALTIME, "openai"),
            Map.entry(Operation.MESSAGES, "anthropic"),
            Map.entry(Operation.COUNT_TOKENS, "anthropic"),
            Map.entry(Operation.GENERATE_CONTENT, "gemini"),
            Map.entry(Operation.GEMINI_EMBEDDINGS, "gemini"),
            Map.entry(Operation.OLLAMA_CHAT, "ollama"),
            Map.entry(Operation.OLLAMA_GENERATE, "ollama"),
            Map.entry(Operation.OLLAMA_EMBEDDINGS, "ollama"),
            Map.entry(Operation.COHERE_CHAT, "cohere"),
            Map.entry(Operation.COHERE_EMBEDDINGS, "cohere"));

    private RoutingSteps() {}

    static void add(Parts parts, Steps steps) {
        Services services = parts.services();
        TargetOrder order = new TargetOrder(services.health(), parts.models(), () -> ThreadLocalRandom.current()
                .nextDouble());
        ResolveTarget resolveTarget = new ResolveTarget(parts.providers(), PREFERRED, services.translations(), order);
        steps.add("resolveTarget", resolveTarget);
        steps.add("resolveProxyTarget", new ResolveProxyTarget(parts.providers()));
        String byDefault = parts.config().defaultProvider();
        steps.add("refuseUnknownPath", new RefuseUnknownPath(byDefault != null));
        steps.add("resolvePathTarget", new ResolvePathTarget(parts.providers(), byDefault));
        CallProvider callProvider = new CallProvider(
                parts.clients(),
                services.translations(),
                new ForwardableCredential(parts.keys()),
                parts.costs(),
                services.health(),
                new AttemptCounts(services.metrics()),
                services.workers(),
                services.tokens(),
                parts.config().tracing() != null);
        steps.add(
                "fitContext",
                new FitContext(
                        parts.config().context(), parts.models(), parts.providers(), callProvider, services.workers()));
        steps.add(
                "runAgent",
                new RunAgent(
                        services.translations(),
                        parts.toolServers(),
                        callProvider::converse,
                        new GuardInput(
                                parts.guardrails(), services.workers(), new GuardrailMetrics(services.metrics())),
                        services.workers()));
        steps.add("callProvider", callProvider);
        FileSteps.add(parts, steps, resolveTarget, callProvider);
        ModelCatalog catalog = new CachedModelCatalog(
                new LiveModelCatalog(parts.clients(), services.workers().scheduler()));
        steps.add("listModels", new ListModels(parts.providers(), catalog, parts.models()));
    }
}
