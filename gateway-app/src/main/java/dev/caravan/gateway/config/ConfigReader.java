package dev.caravan.gateway.config;

import dev.caravan.processors.auth.ApiKey;
import dev.caravan.processors.budgets.BudgetRules;
import dev.caravan.processors.cache.CacheRules;
import dev.caravan.processors.context.ContextRules;
import dev.caravan.processors.endpoints.Project;
import dev.caravan.processors.files.FileRules;
import dev.caravan.processors.routing.ResilienceRules;
import dev.caravan.processors.websocket.SocketRules;
import dev.caravan.spi.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads {@code gateway.yaml}. Holds no state: it may read any number of files, one after the other or side by side. */
public final class ConfigReader {

    /** The file that is read when none is named, below the folder in which the gateway was started. */
    public static final Path DEFAULT_FILE = Path.of("config", "gateway.yaml");

    private static final String DEFAULTS = "providers:\n  echo: {}\n";
    private static final String DEFAULTS_NAME = "built-in defaults";

    private final Function<String, @Nullable String> environment;
    private final Path defaultFile;

    /**
     * @param environment gives an environment variable's value, null when it is not set; as {@code System::getenv} does
     */
    public ConfigReader(Function<String, @Nullable String> environment) {
        this(environment, DEFAULT_FILE);
    }

    ConfigReader(Function<String, @Nullable String> environment, Path defaultFile) {
        this.environment = environment;
        this.defaultFile = defaultFile;
    }

    /**
     * Reads a file.
     *
     * @param named the file that the operator named, or null for {@link #DEFAULT_FILE}; only that may be missing: then
     *     there is the provider {@code echo} and no key
     * @throws ConfigException when the file cannot be read or is no YAML; all other problems are in the draft
     */
    public ConfigDraft read(@Nullable Path named) {
        Path file = named == null ? defaultFile : named;
        if (named == null && Files.notExists(file)) {
            return read(DEFAULTS_NAME, Path.of(""), DEFAULTS);
        }
        Path folder = file.getParent();
        return read(file.toString(), folder == null ? Path.of("") : folder, TextFile.read(file, "Check --config"));
    }

    private ConfigDraft read(String name, Path folder, String text) {
        Redaction redaction = new Redaction();
        ConfigSource source = new ConfigSource(name);
        ConfigProblems problems = new ConfigProblems(source, redaction);
        Placeholders placeholders = new Placeholders(environment, redaction);
        Map<String, @Nullable Object> document =
                new ConfigDocument(source, problems, placeholders, redaction).parse(text);
        Settings root = Settings.of("", document);

        Optional<List<Settings>> entries = problems.read(() -> root.sectionList("keys"));
        boolean withoutKeys = entries.map(List::isEmpty).orElse(false);
        ServerConfig server =
                new ServerReader(source, folder).read(new Section(root, problems).section("server"), withoutKeys);
        AdminConfig admin = AdminReader.read(new Section(root, problems).section("admin"), withoutKeys);
        List<ProviderConfig> providers = new ProvidersReader(source, problems).read(root, document);
        Set<String> names = new LinkedHashSet<>(source.keysOf("providers"));
        String defaultProvider = DefaultProviderReader.read(root, problems, names);
        ResilienceRules resilience =
                ResilienceReader.read(new Section(root, problems).section("resilience"), ResilienceRules.DEFAULT);
        AliasesReader targets = new AliasesReader(source, problems, resilience);
        Map<String, AliasConfig> aliases = targets.read(root, names);
        List<McpServerConfig> mcpServers = new McpServersReader(source, problems).read(root);
        List<AgentConfig> agents = new AgentsReader(source, problems, targets, mcpServers).read(root, names, aliases);
        List<Project> projects =
                new ProjectsReader(source, problems, folder, names, aliases.keySet()).read(root, document);
        List<ApiKey> keys = new KeysReader(source, problems, projects).read(entries.orElse(List.of()), names);
        McpConfig mcp = McpConfig.read(new Section(root, problems).section("mcp"));
        BudgetRules budgets = new BudgetsReader(source, problems).read(root);
        RedisConfig redis = new RedisReader(source).read(new Section(root, problems).section("redis"));
        LimitsReader.Limits limits = new LimitsReader(source, problems).read(root, names, redis != null);
        KafkaConfig kafka = new KafkaReader(source).read(new Section(root, problems).section("kafka"));
        List<Path> prices = new PricesReader(source, problems, folder).read(root);
        CacheRules cache = CacheReader.read(new Section(root, problems).section("cache"));
        ContextRules context = new ContextReader(source, problems, names).read(root);
        LedgerConfig ledger = LedgerConfig.read(new Section(root, problems).section("ledger"));
        IngestionConfig ingestion = IngestionConfig.read(new Section(root, problems).section("ingestion"), keys);
        DatabaseConfig database = DatabaseReader.read(new Section(root, problems).section("database"));
        List<GuardrailConfig> guardrails = new GuardrailsReader(source, problems).read(root);
        TracingConfig tracing = TracingConfig.read(new Section(root, problems).section("tracing"), source);
        EvalsReader evals = new EvalsReader(source, problems);
        List<EvalConfig> evalConfigs = evals.evals(root);
        List<ListenerConfig> listeners = evals.listeners(root);
        SessionsConfig sessions = SessionsConfig.read(new Section(root, problems).section("sessions"), redis != null);
        FileRules files = FilesReader.read(new Section(root, problems).section("files"));
        List<A2aAgentConfig> a2aAgents = new A2aReader(source, problems).read(root);
        SocketRules realtime = RealtimeReader.read(new Section(root, problems).section("realtime"));
        problems.addUnread(root);
        return new ConfigDraft(
                new GatewayConfig(
                        server,
                        admin,
                        providers,
                        defaultProvider,
                        keys,
                        aliases,
                        mcpServers,
                        agents,
                        mcp,
                        limits.rules(),
                        budgets,
                        projects,
                        sessions,
                        limits.store(),
                        redis,
                        kafka,
                        prices,
                        cache,
                        context,
                        ledger,
                        ingestion,
                        database,
                        guardrails,
                        tracing,
                        evalConfigs,
                        files,
                        a2aAgents,
                        realtime,
                        listeners),
                problems);
    }
}
