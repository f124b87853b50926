package dev.caravan.gateway.steps;

import dev.caravan.gateway.config.GatewayConfig;
import dev.caravan.processors.agents.ToolServers;
import dev.caravan.processors.auth.Keys;
import dev.caravan.processors.guardrails.Guardrails;
import dev.caravan.processors.metering.TokenEstimator;
import dev.caravan.processors.pricing.Costs;
import dev.caravan.processors.pricing.ModelRegistry;
import dev.caravan.processors.routing.ProviderRegistry;
import dev.caravan.processors.upstream.UpstreamClients;

/**
 * What the steps of one generation are made of.
 *
 * @param config what the configuration says
 * @param services what other generations share
 * @param keys who may call
 * @param providers the providers and aliases of the configuration
 * @param models what price lists know of models
 * @param clients connections to providers
 * @param guardrails what looks at texts
 * @param toolServers whose tools agents use
 * @param costs what calls cost
 * @param estimator what calls will use
 */
public record Parts(
        GatewayConfig config,
        Services services,
        Keys keys,
        ProviderRegistry providers,
        ModelRegistry models,
        UpstreamClients clients,
        Guardrails guardrails,
        ToolServers toolServers,
        Costs costs,
        TokenEstimator estimator) {}
