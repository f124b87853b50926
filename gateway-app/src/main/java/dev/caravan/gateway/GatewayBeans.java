package dev.caravan.gateway;

import dev.caravan.gateway.config.CommandLine;
import dev.caravan.gateway.config.ConfigDraft;
import dev.caravan.gateway.config.ConfigReader;
import dev.caravan.gateway.config.GatewayConfig;
import dev.caravan.gateway.config.GeneratedKey;
import dev.caravan.gateway.config.TracingConfig;
import dev.caravan.gateway.database.Database;
import dev.caravan.gateway.edge.CallObserver;
import dev.caravan.gateway.edge.EventLoops;
import dev.caravan.gateway.kafka.KafkaConnection;
import dev.caravan.gateway.keys.KeyDirectory;
import dev.caravan.gateway.ledger.JdbcSpanArchive;
import dev.caravan.gateway.ledger.LedgerQueries;
import dev.caravan.gateway.ledger.LedgerWriter;
import dev.caravan.gateway.ledger.RecordCalls;
import dev.caravan.gateway.ledger.SpanWriter;
import dev.caravan.gateway.mcp.McpServers;
import dev.caravan.gateway.observability.AccessLog;
import dev.caravan.gateway.observability.CallMetrics;
import dev.caravan.gateway.observability.CallStats;
import dev.caravan.gateway.observability.LineWriter;
import dev.caravan.gateway.observability.UsageMetrics;
import dev.caravan.gateway.plugins.DialectLoader;
import dev.caravan.gateway.plugins.Extensions;
import dev.caravan.gateway.plugins.PluginLoader;
import dev.caravan.gateway.plugins.Plugins;
import dev.caravan.gateway.redis.RedisConnection;
import dev.caravan.gateway.routes.RouteAssembly;
import dev.caravan.gateway.routes.RouteFiles;
import dev.caravan.gateway.steps.Services;
import dev.caravan.gateway.tracing.SpanExport;
import dev.caravan.gateway.tracing.TraceCalls;
import dev.caravan.processors.budgets.SpendBook;
import dev.caravan.processors.cache.AnswerCache;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.debugging.OneAtATime;
import dev.caravan.processors.evals.Evals;
import dev.caravan.processors.evals.Listeners;
import dev.caravan.processors.files.StoredObjects;
import dev.caravan.processors.metering.TextTokens;
import dev.caravan.processors.routing.TargetHealth;
import dev.caravan.processors.sessions.SessionStore;
import dev.caravan.processors.translation.Translations;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.spring.spi.ApplicationContextBeanRepository;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** How the gateway is put together. Beans are closed in the reverse order: first the calls are drained. */
@Configuration(proxyBeanMethods = false)
@Import(StorageBeans.class)
class GatewayBeans {

    private static final int WORKER_QUEUE = 10_000;

    @Bean
    PrometheusMeterRegistry metrics() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        return registry;
    }

    @Bean(destroyMethod = "close")
    JvmGcMetrics garbageCollectionMetrics(PrometheusMeterRegistry registry) {
        JvmGcMetrics metrics = new JvmGcMetrics();
        metrics.bindTo(registry);
        return metrics;
    }

    @Bean
    GeneratedKey generatedKey() {
        return GeneratedKey.create(new SecureRandom());
    }

    @Bean(destroyMethod = "dispose")
    Scheduler workers() {
        int threads = Math.max(4, Runtime.getRuntime().availableProcessors() * 2);
        return Schedulers.newBoundedElastic(threads, WORKER_QUEUE, "caravan-worker", 60, true);
    }

    /** Gets ready while the rest of the gateway does. */
    @Bean
    TextTokens textTokens(Scheduler workers) {
        TextTokens tokens = new TextTokens();
        workers.schedule(tokens::load);
        return tokens;
    }

    @Bean(destroyMethod = "close")
    Plugins plugins(CommandLine commandLine) {
        return PluginLoader.load(getClass().getClassLoader(), commandLine.plugins());
    }

    /** True from the moment at which the gateway shuts down. */
    @Bean
    AtomicBoolean draining() {
        return new AtomicBoolean();
    }

    @Bean
    Extensions extensions(Plugins plugins) {
        return Extensions.of(getClass().getClassLoader(), plugins);
    }

    /** What the file says at start: the services are made of it. Later readings make generations. */
    @Bean
    GatewayConfig startConfig(CommandLine commandLine, Extensions extensions) {
        ConfigDraft draft = new ConfigReader(System::getenv).read(commandLine.config());
        // Plugins and kinds read their parts, so that every problem of the file is told at once.
        extensions.make(draft).close();
        return draft.checked();
    }

    /** Null where no tracing is configured. */
    @Bean(destroyMethod = "close")
    @Nullable
    SpanExport spanExport(GatewayConfig startConfig, PrometheusMeterRegistry metrics) {
        TracingConfig config = startConfig.tracing();
        return config == null ? null : SpanExport.start(config, metrics);
    }

    @Bean(destroyMethod = "close")
    McpServers mcpServers() {
        return new McpServers(Clock.systemUTC());
    }

    @Bean
    CallStats callStats() {
        return new CallStats(Clock.systemUTC());
    }

    @Bean
    Services services(
            Plugins plugins,
            GatewayConfig startConfig,
            Database database,
            LedgerWriter ledger,
            Evals evals,
            Listeners listeners,
            SpanWriter spans,
            LedgerQueries ledgerQueries,
            KeyDirectory keys,
            StoredObjects storedObjects,
            SpendBook spendBook,
            SessionStore sessions,
            ObjectProvider<KafkaConnection> kafka,
            McpServers mcpServers,
            ObjectProvider<RedisConnection> redis,
            Scheduler workers,
            TextTokens textTokens,
            AtomicBoolean draining,
            CallStats callStats,
            PrometheusMeterRegistry metrics) {
        RedisConnection shared = redis.getIfAvailable();
        return new Services(
                new Translations(DialectLoader.load(getClass().getClassLoader(), plugins)),
                LimitSetup.store(startConfig.limitStore(), shared, metrics),
                sessions,
                kafka.getIfAvailable(),
                mcpServers,
                shared,
                database,
                ledger,
                evals,
                listeners,
                spans,
                new JdbcSpanArchive(database.dataSource()),
                ledgerQueries,
                keys,
                storedObjects,
                spendBook,
                new TargetHealth(),
                new AnswerCache(System::nanoTime, metrics),
                new Workers(workers),
                textTokens,
                draining::get,
                callStats,
                new OneAtATime(),
                metrics,
                metrics::scrape);
    }

    @Bean
    GenerationFactory generationFactory(
            CommandLine commandLine,
            Extensions extensions,
            GeneratedKey generatedKey,
            Services services,
            ApplicationContext beans) {
        KafkaConnection kafka = services.kafka();
        RouteFiles files = new RouteFiles(getClass().getClassLoader(), routesFolder(commandLine));
        return new GenerationFactory(
                new ConfigReader(System::getenv),
                commandLine.config(),
                Optional.of(generatedKey.config()),
                extensions,
                new RouteAssembly(
                        files, new ApplicationContextBeanRepository(beans), KafkaConnection.routeSetting(kafka)),
                services);
    }

    /** Closed by {@link Gateway}, which may hold another one by then. */
    @Bean(destroyMethod = "")
    Generation firstGeneration(GenerationFactory factory) {
        return factory.create(List.of());
    }

    @Bean(destroyMethod = "close")
    EventLoops eventLoops(Generation first) {
        return new EventLoops(first.config().server().eventLoops());
    }

    @Bean(destroyMethod = "close")
    LineWriter accessLogLines(PrometheusMeterRegistry metrics) {
        LineWriter lines = new LineWriter(System.out);
        FunctionCounter.builder("caravan.log.dropped", lines, LineWriter::dropped)
                .description("Access-log lines that were dropped because their reader was too slow")
                .register(metrics);
        return lines;
    }

    @Bean(destroyMethod = "close")
    Ports ports(
            CommandLine commandLine,
            Generation first,
            EventLoops loops,
            AtomicBoolean draining,
            LineWriter accessLogLines,
            CallStats callStats,
            ObjectProvider<SpanExport> spanExport,
            PrometheusMeterRegistry metrics)
            throws IOException {
        GatewayConfig config = first.config();
        List<CallObserver> observers = new ArrayList<>();
        observers.add(new CallMetrics(metrics));
        observers.add(new UsageMetrics(metrics));
        observers.add(callStats);
        observers.add(new RecordCalls());
        SpanExport spans = spanExport.getIfAvailable();
        if (spans != null && config.tracing() != null) {
            observers.add(new TraceCalls(config.tracing(), spans));
        }
        if (config.server().accessLog()) {
            observers.add(new AccessLog(accessLogLines));
        }
        Ports ports = Ports.open(
                EdgeSetup.options(config.server(), commandLine.port()),
                EdgeSetup.adminOptions(config, commandLine.adminPort()),
                loops,
                observers,
                draining,
                first.routes());
        Gauge.builder("caravan.connections", ports, Ports::connections)
                .description("Open client connections")
                .register(metrics);
        Gauge.builder("caravan.admin.connections", ports, Ports::adminConnections)
                .description("Open connections to the admin port")
                .register(metrics);
        return ports;
    }

    @Bean(destroyMethod = "close")
    Gateway gateway(
            CommandLine commandLine,
            GenerationFactory factory,
            Generation first,
            Ports ports,
            PrometheusMeterRegistry metrics) {
        Path config = file(commandLine);
        List<Path> watched = List.of(config, config.resolveSibling("prices.yaml"), routesFolder(commandLine));
        Gateway gateway = new Gateway(factory, first, ports, new FileWatch(watched));
        Gauge.builder("caravan.keys", gateway, Gateway::configuredKeys)
                .description("Keys that let somebody in")
                .tag("source", "config")
                .register(metrics);
        return gateway;
    }

    @Bean
    Greeting greeting(Generation first, EventLoops loops, Ports ports, GeneratedKey generated, KeyDirectory keys) {
        boolean withoutKeys = first.config().keys().isEmpty() && !keys.administersItself();
        return new Greeting(first, loops, ports, withoutKeys ? generated : null);
    }

    private static Path file(CommandLine commandLine) {
        Path named = commandLine.config();
        return named == null ? ConfigReader.DEFAULT_FILE : named;
    }

    /** The operator's routes lie beside the configuration. */
    private static Path routesFolder(CommandLine commandLine) {
        return file(commandLine).resolveSibling("routes");
    }
}
