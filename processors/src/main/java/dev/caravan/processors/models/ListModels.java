package dev.caravan.processors.models;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.pricing.ModelRegistry;
import dev.caravan.processors.request.PercentEncoding;
import dev.caravan.processors.routing.Alias;
import dev.caravan.processors.routing.ConfiguredProvider;
import dev.caravan.processors.routing.ProviderRegistry;
import dev.caravan.processors.routing.RequestedProvider;
import dev.caravan.processors.routing.Target;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.ModelInfo;
import dev.caravan.spi.Operation;
import dev.caravan.spi.wire.Json;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Answers {@code GET /v1/models} and {@code GET /v1/models/{id}} with the models that the caller's key may use: the agents, the
 * aliases, then each provider's in the order of the configuration. A provider's are those that the configuration lists, else those
 * that its plugin knows, else those that the upstream itself lists; an upstream that fails or is slow is left out. An id that
 * two providers have appears once. A provider that cannot be called for want of credentials is left out. What price lists
 * know of a model is added to it.
 *
 * <p>The shape is that of the caller's dialect: OpenAI's, Anthropic's, Gemini's or Ollama's. With {@code X-Ingate-Provider}
 * only that provider's models are shown. The id of a path variable {@code id} or {@code *} may hold slashes, and a model is
 * also found as {@code provider/model}; 404 {@code model_not_found} otherwise.
 */
public final class ListModels implements AsyncCallStep {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ProviderRegistry providers;
    private final ModelCatalog catalog;
    private final ModelRegistry registry;
    private final Duration patience;

    /**
     * @param providers the configured providers and aliases
     * @param catalog asks the upstreams, and tells of those that fail
     * @param registry what price lists know of models
     */
    public ListModels(ProviderRegistry providers, ModelCatalog catalog, ModelRegistry registry) {
        this(providers, catalog, registry, PATIENCE);
    }

    /** @param patience how long a caller waits for an upstream whose models are not known yet */
    ListModels(ProviderRegistry providers, ModelCatalog catalog, ModelRegistry registry, Duration patience) {
        this.providers = providers;
        this.catalog = catalog;
        this.registry = registry;
        this.patience = patience;
    }

    @Override
    public Mono<Void> apply(Call call) {
        call.asks(Operation.MODELS);
        return new Listing(call).answer();
    }

    private static boolean mayBeAsked(ConfiguredProvider provider) {
        return provider.provider().hasCredentials()
                && provider.provider().operations().contains(Operation.MODELS);
    }

    private Mono<List<ModelInfo>> ask(ConfiguredProvider provider, EventExecutor loop, Scheduler timer) {
        return Mono.defer(() -> catalog.models(loop, provider))
                .timeout(patience, timer)
                .onErrorReturn(List.of())
                .defaultIfEmpty(List.of())
                .publishOn(timer);
    }

    /** What the configuration lists, with what the plugin knows of those models; else all that the plugin knows. */
    private static List<ModelInfo> modelsWithoutAsking(ConfiguredProvider provider) {
        List<ModelInfo> ofPlugin = provider.provider().models();
        if (provider.models().isEmpty()) {
            return ofPlugin;
        }
        Map<String, ModelInfo> byId = new LinkedHashMap<>();
        ofPlugin.forEach(info -> byId.put(info.id(), info));
        List<ModelInfo> models = new ArrayList<>();
        for (String id : provider.models()) {
            models.add(byId.getOrDefault(id, new ModelInfo(id, 0, provider.name())));
        }
        return models;
    }

    private ListedModel ofAlias(String alias, Target target, List<ModelInfo> models) {
        ConfiguredProvider provider = target.provider();
        String model = target.model();
        if (model == null) {
            return ListedModel.open(alias, provider);
        }
        ModelInfo known = models.stream()
                .filter(info -> info.id().equals(model))
                .findFirst()
                .orElseGet(() -> new ModelInfo(model, 0, provider.name()));
        return listed(alias, provider, known);
    }

    private ListedModel listed(String id, ConfiguredProvider provider, ModelInfo info) {
        return ListedModel.of(id, provider, info, registry.find(provider, info.id()));
    }

    private static List<ListedModel> once(List<ListedModel> models) {
        Set<String> ids = new HashSet<>();
        models.removeIf(model -> !ids.add(model.id()));
        return models;
    }

    private static ListedModel find(List<ListedModel> models, String name) {
        for (ListedModel model : models) {
            if (model.isNamed(name)) {
                return model.withId(name);
            }
        }
        throw GatewayError.of(404, "model_not_found", "The model '%s' does not exist", name)
                .withParam("model");
    }

    /** The id that the path names, or null when it asks for the list. */
    private static @Nullable String wanted(Call call) {
        Map<String, String> variables = call.request().pathVariables();
        String encoded = variables.getOrDefault("id", variables.getOrDefault("*", ""));
        String id = encoded.startsWith("/") ? encoded.substring(1) : encoded;
        if (id.isEmpty()) {
            return null;
        }
        String decoded = PercentEncoding.decode(id);
        return decoded == null ? id : decoded;
    }

    /** What one caller gets to see. */
    private final class Listing {

        private final Call call;
        private final Principal caller;
        private final @Nullable ConfiguredProvider requested;
        private final Map<ConfiguredProvider, List<ModelInfo>> known = new LinkedHashMap<>();

        Listing(Call call) {
            this.call = call;
            this.caller = Authenticate.caller(call);
            this.requested = RequestedProvider.of(call, providers);
        }

        Mono<Void> answer() {
            List<ConfiguredProvider> live = new ArrayList<>();
            for (ConfiguredProvider provider : providers.all()) {
                if (shows(provider)) {
                    List<ModelInfo> models = modelsWithoutAsking(provider);
                    known.put(provider, models);
                    if (models.isEmpty() && mayBeAsked(provider)) {
                        live.add(provider);
                    }
                }
            }
            if (live.isEmpty()) {
                answerWithKnown();
                return Mono.empty();
            }
            return answerAfterAsking(live);
        }

        private Mono<Void> answerAfterAsking(List<ConfiguredProvider> live) {
            Scheduler timer = Schedulers.fromExecutorService(call.loop());
            List<Mono<List<ModelInfo>>> answers = new ArrayList<>();
            for (ConfiguredProvider provider : live) {
                answers.add(ask(provider, call.loop(), timer).doOnNext(models -> known.put(provider, models)));
            }
            return Mono.when(answers).doOnSuccess(all -> answerWithKnown());
        }

        private boolean shows(ConfiguredProvider provider) {
            boolean callable = provider.provider().hasCredentials() || provider.passThroughCredentials();
            return callable
                    && (requested == null || requested.equals(provider))
                    && caller.mayUseProvider(provider.name());
        }

        private void answerWithKnown() {
            List<ListedModel> models = new ArrayList<>();
            providers.agents().forEach((name, agent) -> {
                if (caller.mayUseAgent(name)) {
                    add(name, agent.alias(), models);
                }
            });
            providers.aliases().forEach((alias, meaning) -> add(alias, meaning, models));
            known.forEach((provider, infos) -> infos.forEach(info -> models.add(listed(info.id(), provider, info))));
            models.removeIf(model -> !model.isOpenTo(caller));

            ModelShape shape = ModelShape.of(call.errorDialect().name());
            String wanted = wanted(call);
            ObjectNode json = wanted == null
                    ? shape.list(once(models), new PageQuery(call.request().query()))
                    : shape.one(find(models, wanted));
            call.answerWith(Answer.json(200, Json.bytes(json)));
        }

        private void add(String alias, Alias meaning, List<ListedModel> models) {
            Target target = meaning.first();
            if (shows(target.provider())) {
                models.add(ofAlias(alias, target, known.getOrDefault(target.provider(), List.of())));
            }
        }
    }
}
