package dev.caravan.processors.routing;

import dev.caravan.processors.agents.Agent;
import dev.caravan.processors.agents.AgentCall;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallStep;
import dev.caravan.processors.endpoints.Endpoint;
import dev.caravan.processors.endpoints.EndpointCall;
import dev.caravan.processors.forms.FormBody;
import dev.caravan.processors.forms.LateModel;
import dev.caravan.processors.translation.TranslateMode;
import dev.caravan.processors.translation.Translations;
import dev.caravan.processors.translation.Way;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Chooses who serves a call. The first of these that says something decides:
 *
 * <ol>
 *   <li>the header {@code X-Ingate-Provider}; a model {@code p/m} that names the same provider loses that prefix
 *   <li>an agent of that name, and its targets
 *   <li>an alias of that name, which may stand for several targets
 *   <li>a model {@code provider/model} whose first part is a configured provider
 *   <li>the {@code models} of the configuration, when exactly one provider that can serve the operation lists the model
 *   <li>the operation's preferred provider
 *   <li>the first provider in the order of the configuration
 * </ol>
 *
 * The last three pass over a provider that has no credentials, and one that the caller's key may not use, and take one that
 * speaks the caller's dialect before one that has to be translated for. Answers 400 {@code unknown_provider}, {@code
 * operation_not_supported}, {@code translation_off}, or {@code no_provider} with what was tried. Runs after the request was
 * read.
 *
 * <p>A call of a project's endpoint goes to those that the endpoint names, whatever the client says.
 */
public final class ResolveTarget implements CallStep {

    private final ProviderRegistry providers;
    private final Translations translations;
    private final TargetOrder order;
    private final Map<Operation, List<ConfiguredProvider>> candidates = new EnumMap<>(Operation.class);
    private final Map<Operation, Map<String, ConfiguredProvider>> listed = new EnumMap<>(Operation.class);

    /**
     * @param providers the configured providers and aliases
     * @param preferred the name of the provider that comes first for an operation; it need not be configured
     * @param translations know who can serve what
     * @param order puts the targets of an alias in order
     */
    public ResolveTarget(
            ProviderRegistry providers,
            Map<Operation, String> preferred,
            Translations translations,
            TargetOrder order) {
        this.providers = providers;
        this.translations = translations;
        this.order = order;
        for (Operation operation : Operation.values()) {
            List<ConfiguredProvider> serving = serving(operation, preferred.get(operation));
            candidates.put(operation, serving);
            listed.put(operation, listedOnce(serving));
        }
    }

    /** The preferred provider, then those who speak the operation's dialect, then those who are translated for. */
    private List<ConfiguredProvider> serving(Operation operation, @Nullable String preferred) {
        List<ConfiguredProvider> serving = new ArrayList<>();
        List<ConfiguredProvider> translated = new ArrayList<>();
        for (ConfiguredProvider provider : providers.all()) {
            Way way = translations.way(operation, provider.provider());
            if (way instanceof Way.AsAsked) {
                serving.add(provider.name().equals(preferred) ? 0 : serving.size(), provider);
            } else if (way != null) {
                translated.add(provider);
            }
        }
        serving.addAll(translated);
        return List.copyOf(serving);
    }

    @Override
    public void apply(Call call) {
        Operation operation = call.operation();
        if (operation == null) {
            throw new IllegalStateException("the request is not read yet");
        }
        TranslateMode mode = TranslateMode.of(call);
        EndpointCall endpoint = call.endpoint();
        call.offeredTo(
                endpoint == null
                        ? targets(call, operation, call.model(), mode)
                        : serving(targets(call, endpoint.endpoint().model()), operation, mode));
        FormBody form = call.form();
        if (form != null && form.modelMayCome()) {
            form.whenNamed(model -> namedLate(call, model));
        }
    }

    /** The form's model has come after it was decided who is asked, and who has a part of the form already. */
    private void namedLate(Call call, @Nullable String model) {
        if (model == null) {
            return;
        }
        if (providers.aliases().containsKey(model)) {
            throw LateModel.refused(model, "it is an alias");
        }
        if (named(model) != null) {
            throw LateModel.refused(model, "it names its provider");
        }
        call.namesLate(model);
    }

    /** Those of an endpoint: its model's, then its fallbacks. */
    private Targets targets(Call call, Endpoint.Model model) {
        Alias alias = providers.aliases().get(model.name());
        Targets first = alias == null ? Targets.only(known(model.name())) : order.order(model.name(), alias, call);
        if (model.fallback().isEmpty()) {
            return first;
        }
        List<Target> all = new ArrayList<>(first.inOrder());
        for (String name : model.fallback()) {
            Target target = known(name);
            if (!all.contains(target)) {
                all.add(target);
            }
        }
        return first.with(all);
    }

    private Target known(String model) {
        Target target = named(model);
        if (target == null) {
            throw new IllegalStateException("the configuration was checked: its providers exist");
        }
        return target;
    }

    private Targets targets(Call call, Operation operation, @Nullable String model, TranslateMode mode) {
        ConfiguredProvider requested = RequestedProvider.of(call, providers);
        if (requested != null) {
            return Targets.only(
                    serving(new Target(requested, withoutPrefix(model, requested.name())), operation, mode));
        }
        Agent agent = model == null ? null : providers.agents().get(model);
        if (agent != null) {
            if (operation.kind() != Operation.Kind.CHAT && operation != Operation.COUNT_TOKENS) {
                throw GatewayError.badRequest(
                                "operation_not_supported",
                                "'%s' is an agent, which does not serve '%s'.",
                                agent.name(),
                                operation.path())
                        .withParam("model");
            }
            call.runs(new AgentCall(agent));
            return serving(order.order(agent.name(), agent.alias(), call), operation, mode);
        }
        Alias alias = model == null ? null : providers.aliases().get(model);
        if (alias != null) {
            return serving(order.order(model, alias, call), operation, mode);
        }
        Target named = model == null ? null : named(model);
        return Targets.only(
                named == null
                        ? new Target(choose(operation, model, call.principal(), mode), model)
                        : serving(named, operation, mode));
    }

    /** What the model's name says by itself: a provider before the slash. */
    private @Nullable Target named(String model) {
        int slash = model.indexOf('/');
        if (slash <= 0 || slash == model.length() - 1) {
            return null;
        }
        return providers
                .provider(model.substring(0, slash))
                .map(provider -> new Target(provider, model.substring(slash + 1)))
                .orElse(null);
    }

    private ConfiguredProvider choose(
            Operation operation, @Nullable String model, @Nullable Principal caller, TranslateMode mode) {
        ConfiguredProvider lister =
                model == null ? null : byOperation(listed, operation).get(model);
        if (lister != null && isUsable(lister, caller) && isWanted(lister, operation, mode)) {
            return lister;
        }
        for (ConfiguredProvider provider : byOperation(candidates, operation)) {
            if (isUsable(provider, caller) && isWanted(provider, operation, mode)) {
                return provider;
            }
        }
        throw nobody(operation, caller);
    }

    private GatewayError nobody(Operation operation, @Nullable Principal caller) {
        StringBuilder tried = new StringBuilder();
        for (ConfiguredProvider provider : providers.all()) {
            if (mayUse(caller, provider)) {
                tried.append(tried.isEmpty() ? "" : ", ").append(provider.name());
                tried.append(serves(provider, operation) ? " (has no credentials)" : " (does not serve it)");
            }
        }
        return GatewayError.badRequest(
                "no_provider",
                "No provider can serve '%s'. Tried: %s.",
                operation.path(),
                tried.isEmpty() ? "none, as none is configured for this key" : tried);
    }

    /** Those of an alias's targets that can serve the operation. */
    private Targets serving(Targets targets, Operation operation, TranslateMode mode) {
        Predicate<Target> serves =
                target -> serves(target.provider(), operation) && isWanted(target.provider(), operation, mode);
        List<Target> serving = targets.inOrder().stream().filter(serves).toList();
        return serving.isEmpty()
                ? Targets.only(serving(targets.first(), operation, mode))
                : targets.with(serving).keepingFallbacks(serves);
    }

    private Target serving(Target target, Operation operation, TranslateMode mode) {
        Way way = translations.way(operation, target.provider().provider());
        if (way != null && !isWanted(target.provider(), operation, mode)) {
            throw GatewayError.badRequest(
                    "translation_off",
                    "Provider '%s' speaks another dialect, and X-Ingate-Translate is false.",
                    target.provider().name());
        }
        if (way == null) {
            throw GatewayError.badRequest(
                    "operation_not_supported",
                    "Provider '%s' does not serve '%s'.",
                    target.provider().name(),
                    operation.path());
        }
        return target;
    }

    private static @Nullable String withoutPrefix(@Nullable String model, String provider) {
        boolean prefixed = model != null
                && model.length() > provider.length() + 1
                && model.startsWith(provider)
                && model.charAt(provider.length()) == '/';
        return prefixed ? model.substring(provider.length() + 1) : model;
    }

    /** Whether the client takes an answer of that provider: one that does not want translation, only in its own dialect. */
    private boolean isWanted(ConfiguredProvider provider, Operation operation, TranslateMode mode) {
        return mode != TranslateMode.OFF || translations.way(operation, provider.provider()) instanceof Way.AsAsked;
    }

    private static boolean isUsable(ConfiguredProvider provider, @Nullable Principal caller) {
        return mayUse(caller, provider) && provider.provider().hasCredentials();
    }

    private static boolean mayUse(@Nullable Principal caller, ConfiguredProvider provider) {
        return caller == null || caller.mayUseProvider(provider.name());
    }

    private boolean serves(ConfiguredProvider provider, Operation operation) {
        return translations.way(operation, provider.provider()) != null;
    }

    private static Map<String, ConfiguredProvider> listedOnce(List<ConfiguredProvider> serving) {
        Map<String, Integer> count = new HashMap<>();
        Map<String, ConfiguredProvider> byModel = new HashMap<>();
        for (ConfiguredProvider provider : serving) {
            for (String model : Set.copyOf(provider.models())) {
                count.merge(model, 1, Integer::sum);
                byModel.put(model, provider);
            }
        }
        byModel.keySet().removeIf(model -> count.getOrDefault(model, 0) > 1);
        return Map.copyOf(byModel);
    }

    private static <T> T byOperation(Map<Operation, T> map, Operation operation) {
        T value = map.get(operation);
        if (value == null) {
            throw new IllegalStateException("every operation was entered by the constructor");
        }
        return value;
    }
}
