package dev.caravan.gateway.config;

import dev.caravan.processors.auth.ApiKey;
import dev.caravan.processors.limits.LimitRules;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * All that {@code gateway.yaml} says. Immutable, but for the sections of providers and guardrails, which remember what was read of them.
 *
 * @param server where and how the gateway listens
 * @param providers in the order of the file; names are unique
 * @param keys in the order of the file; names and hashes are unique; empty when a key is to be generated
 * @param aliases by the alias, in the order of the file; their providers exist
 * @param limits how many calls may be made; their providers exist
 * @param prices the price lists, the one that wins first; they exist
 * @param database where the gateway keeps what has to outlive it; read at start only
 * @param guardrails in the order of the file; names are unique
 */
public record GatewayConfig(
        ServerConfig server,
        List<ProviderConfig> providers,
        List<ApiKey> keys,
        Map<String, AliasConfig> aliases,
        LimitRules limits,
        List<Path> prices,
        DatabaseConfig database,
        List<GuardrailConfig> guardrails) {}
