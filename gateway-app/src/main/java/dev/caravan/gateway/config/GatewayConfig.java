package dev.caravan.gateway.config;

import dev.caravan.processors.auth.ApiKey;
import dev.caravan.processors.budgets.BudgetRules;
import dev.caravan.processors.cache.CacheRules;
import dev.caravan.processors.context.ContextRules;
import dev.caravan.processors.endpoints.Project;
import dev.caravan.processors.files.FileRules;
import dev.caravan.processors.limits.LimitRules;
import dev.caravan.processors.websocket.SocketRules;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that {@code gateway.yaml} says. Immutable, but for the sections of providers, guardrails, evals and listeners, which remember what was read of them.
 *
 * @param server where and how the gateway listens
 * @param admin where the gateway is administered; the address is read at start only
 * @param providers in the order of the file; names are unique
 * @param defaultProvider the provider that serves paths which no route takes; it exists; null when there is none
 * @param keys in the order of the file; names and hashes are unique; empty when a key is to be generated
 * @param aliases by the alias, in the order of the file; their providers exist
 * @param mcpServers in the order of the file; names are unique
 * @param agents in the order of the file; names are unique, and none is an alias's
 * @param mcp the gateway as a server of tools
 * @param limits how many calls may be made; their providers exist
 * @param budgets what calls may cost
 * @param projects in the order of the file; names and ids are unique; the providers and aliases of their endpoints exist
 * @param sessions where sessions of endpoints are kept; read at start only
 * @param kafka where exchanges are reported by messages, and published; null where there is none; read at start only
 * @param prices the price lists, the one that wins first; they exist
 * @param limitStore where limits are counted; read at start only
 * @param redis what nodes share state over; null where there is none; read at start only
 * @param cache whose answers are kept
 * @param context how long requests may be; the providers exist
 * @param ledger what the ledger keeps
 * @param ingestion what may be reported
 * @param database where the gateway keeps what has to outlive it; read at start only
 * @param guardrails in the order of the file; names are unique
 * @param evals in the order of the file; names are unique
 * @param tracing where spans of calls are sent; null where they are not; read at start only
 * @param files whose files and batches are whose
 * @param a2aAgents in the order of the file; names are unique
 * @param realtime what realtime sessions may do
 * @param listeners in the order of the file; names are unique
 */
public record GatewayConfig(
        ServerConfig server,
        AdminConfig admin,
        List<ProviderConfig> providers,
        @Nullable String defaultProvider,
        List<ApiKey> keys,
        Map<String, AliasConfig> aliases,
        List<McpServerConfig> mcpServers,
        List<AgentConfig> agents,
        McpConfig mcp,
        LimitRules limits,
        BudgetRules budgets,
        List<Project> projects,
        SessionsConfig sessions,
        LimitStoreConfig limitStore,
        @Nullable RedisConfig redis,
        @Nullable KafkaConfig kafka,
        List<Path> prices,
        CacheRules cache,
        ContextRules context,
        LedgerConfig ledger,
        IngestionConfig ingestion,
        DatabaseConfig database,
        List<GuardrailConfig> guardrails,
        @Nullable TracingConfig tracing,
        List<EvalConfig> evals,
        FileRules files,
        List<A2aAgentConfig> a2aAgents,
        SocketRules realtime,
        List<ListenerConfig> listeners) {}
