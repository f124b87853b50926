package dev.caravan.gateway;

import dev.caravan.gateway.config.AgentConfig;
import dev.caravan.gateway.config.AliasConfig;
import dev.caravan.gateway.config.AliasConfig.TargetConfig;
import dev.caravan.gateway.config.ConfigDraft;
import dev.caravan.gateway.config.ConfigReader;
import dev.caravan.gateway.config.GatewayConfig;
import dev.caravan.gateway.keys.LiveKeys;
import dev.caravan.gateway.mcp.McpLease;
import dev.caravan.gateway.plugins.Extensions;
import dev.caravan.gateway.plugins.Extensions.Made;
import dev.caravan.gateway.pricing.PriceFiles;
import dev.caravan.gateway.routes.RouteAssembly;
import dev.caravan.gateway.routes.RouteFile;
import dev.caravan.gateway.routes.RunningRoutes;
import dev.caravan.gateway.steps.Parts;
import dev.caravan.gateway.steps.Services;
import dev.caravan.gateway.steps.Steps;
import dev.caravan.processors.agents.Agent;
import dev.caravan.processors.auth.ApiKey;
import dev.caravan.processors.auth.KeyRing;
import dev.caravan.processors.auth.Keys;
import dev.caravan.processors.ledger.TextReduction;
import dev.caravan.processors.metering.TokenEstimator;
import dev.caravan.processors.pricing.Costs;
import dev.caravan.processors.pricing.ModelRegistry;
import dev.caravan.processors.routing.Alias;
import dev.caravan.processors.routing.Alias.Weighted;
import dev.caravan.processors.routing.ConfiguredProvider;
import dev.caravan.processors.routing.FailoverPolicy;
import dev.caravan.processors.routing.ProviderRegistry;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.routing.TargetGauges;
import dev.caravan.processors.upstream.UpstreamClients;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Generation} of what the files say now. Blocks. */
final class GenerationFactory {

    private final ConfigReader reader;
    private final @Nullable Path configFile;
    private final Optional<ApiKey> generatedKey;
    private final Extensions extensions;
    private final RouteAssembly routes;
    private final Services services;
    private final TargetGauges targetGauges;

    /**
     * @param configFile the file that the operator named, or null for the default one
     * @param generatedKey the key of a gateway that has none configured
     * @param services go on from one generation to the next
     */
    GenerationFactory(
            ConfigReader reader,
            @Nullable Path configFile,
            Optional<ApiKey> generatedKey,
            Extensions extensions,
            RouteAssembly routes,
            Services services) {
        this.reader = reader;
        this.configFile = configFile;
        this.generatedKey = generatedKey;
        this.extensions = extensions;
        this.routes = routes;
        this.services = services;
        this.targetGauges = new TargetGauges(services.health(), services.metrics());
    }

    /**
     * @param lastGood the operator's route files that served until now
     * @throws dev.caravan.gateway.config.ConfigException with everything that is wrong with the configuration
     */
    Generation create(Collection<RouteFile> lastGood) {
        ConfigDraft draft = reader.read(configFile);
        Made made = extensions.make(draft);
        try {
            return create(draft.checked(), made, lastGood);
        } catch (RuntimeException e) {
            made.close();
            throw e;
        }
    }

    private Generation create(GatewayConfig config, Made made, Collection<RouteFile> lastGood) {
        McpLease mcpServers = services.mcpServers().lease(config.mcpServers());
        try {
            return create(config, made, mcpServers, lastGood);
        } catch (RuntimeException e) {
            mcpServers.close();
            throw e;
        }
    }

    private Generation create(GatewayConfig config, Made made, McpLease mcpServers, Collection<RouteFile> lastGood) {
        ModelRegistry models = PriceFiles.read(config.prices());
        UpstreamClients clients = new UpstreamClients();
        ProviderRegistry registry = registry(config, made.providers());
        Costs costs = new Costs(models);
        TokenEstimator estimator = new TokenEstimator(
                services.workers(), services.tokens(), costs, config.budgets().assumedOutputTokens());
        Parts parts = new Parts(
                config,
                services,
                keys(config),
                registry,
                models,
                clients,
                made.guardrails(),
                mcpServers,
                costs,
                estimator);
        RunningRoutes running = routes.assemble(Steps.of(parts), lastGood);
        List<Alias> aliases = new ArrayList<>(registry.aliases().values());
        registry.agents().values().forEach(agent -> aliases.add(agent.alias()));
        services.health().reconfigured(aliases);
        services.ledger().keeps(TextReduction.to(config.ledger().text()));
        services.cache().resize(config.cache().enabled() ? config.cache().maxSize() : 0);
        targetGauges.show(aliases);
        services.evals().use(made.evals());
        services.listeners().use(made.listeners());
        return new Generation(config, made.providers(), made.guardrails(), mcpServers, clients, running);
    }

    private Keys keys(GatewayConfig config) {
        KeyRing configured = new KeyRing(config.keys(), Clock.systemUTC());
        return new LiveKeys(configured, services.keys(), config.keys().isEmpty() ? generatedKey.orElse(null) : null);
    }

    private static ProviderRegistry registry(GatewayConfig config, List<ConfiguredProvider> providers) {
        Map<String, ConfiguredProvider> byName = new HashMap<>();
        providers.forEach(provider -> byName.put(provider.name(), provider));
        Map<String, Alias> aliases = new LinkedHashMap<>();
        config.aliases().forEach((name, alias) -> aliases.put(name, alias(alias, byName)));
        Map<String, Agent> agents = new LinkedHashMap<>();
        for (AgentConfig agent : config.agents()) {
            agents.put(
                    agent.name(),
                    new Agent(
                            agent.name(),
                            alias(agent.targets(), byName),
                            agent.system(),
                            agent.servers(),
                            agent.rules()));
        }
        return new ProviderRegistry(providers, aliases, agents);
    }

    /** The configuration was checked: its providers exist. */
    private static Alias alias(AliasConfig config, Map<String, ConfiguredProvider> providers) {
        List<Weighted> targets = new ArrayList<>();
        for (TargetConfig target : config.targets()) {
            ConfiguredProvider provider = providers.get(target.provider());
            if (provider != null) {
                targets.add(new Weighted(new Target(provider, target.model()), target.weight()));
            }
        }
        FailoverPolicy policy = new FailoverPolicy(
                config.retries(),
                config.backoff(),
                targets(config.contextWindowFallback(), providers),
                targets(config.contentPolicyFallback(), providers),
                config.rules());
        return new Alias(targets, config.strategy(), policy);
    }

    private static List<Target> targets(List<TargetConfig> configs, Map<String, ConfiguredProvider> providers) {
        List<Target> targets = new ArrayList<>();
        for (TargetConfig config : configs) {
            ConfiguredProvider provider = providers.get(config.provider());
            if (provider != null) {
                targets.add(new Target(provider, config.model()));
            }
        }
        return targets;
    }
}
