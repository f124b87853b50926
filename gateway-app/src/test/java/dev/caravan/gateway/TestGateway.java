package dev.caravan.gateway;

import com.zaxxer.hikari.HikariDataSource;
import dev.caravan.gateway.config.ConfigReader;
import dev.caravan.gateway.config.DatabaseConfig;
import dev.caravan.gateway.config.GatewayConfig;
import dev.caravan.gateway.config.GeneratedKey;
import dev.caravan.gateway.database.Database;
import dev.caravan.gateway.database.JdbcSpend;
import dev.caravan.gateway.database.Sql;
import dev.caravan.gateway.edge.CallObserver;
import dev.caravan.gateway.edge.EventLoops;
import dev.caravan.gateway.files.JdbcStoredObjects;
import dev.caravan.gateway.kafka.KafkaConnection;
import dev.caravan.gateway.keys.KeyDirectory;
import dev.caravan.gateway.ledger.JdbcScores;
import dev.caravan.gateway.ledger.JdbcSpanArchive;
import dev.caravan.gateway.ledger.KeptExchange;
import dev.caravan.gateway.ledger.LedgerQueries;
import dev.caravan.gateway.ledger.LedgerWriter;
import dev.caravan.gateway.ledger.RecordCalls;
import dev.caravan.gateway.ledger.SpanWriter;
import dev.caravan.gateway.mcp.McpServers;
import dev.caravan.gateway.observability.CallStats;
import dev.caravan.gateway.plugins.DialectLoader;
import dev.caravan.gateway.plugins.Extensions;
import dev.caravan.gateway.plugins.PluginLoader;
import dev.caravan.gateway.plugins.Plugins;
import dev.caravan.gateway.redis.RedisConnection;
import dev.caravan.gateway.routes.RouteAssembly;
import dev.caravan.gateway.routes.RouteFiles;
import dev.caravan.gateway.sessions.JdbcSessionStore;
import dev.caravan.gateway.steps.Services;
import dev.caravan.processors.budgets.SpendBook;
import dev.caravan.processors.budgets.SpendWriter;
import dev.caravan.processors.cache.AnswerCache;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.debugging.OneAtATime;
import dev.caravan.processors.evals.Evals;
import dev.caravan.processors.evals.Listeners;
import dev.caravan.processors.metering.TextTokens;
import dev.caravan.processors.routing.TargetHealth;
import dev.caravan.processors.translation.Translations;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.camel.support.SimpleRegistry;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** A gateway in this process, on free ports, with a generated key. */
final class TestGateway implements AutoCloseable {

    private static final TextTokens TOKENS = new TextTokens();

    private final GeneratedKey key = GeneratedKey.create(new SecureRandom());
    private final Scheduler workers = Schedulers.newBoundedElastic(2, 1000, "test-worker", 60, true);
    private final EventLoops loops;
    private final Database database =
            Database.open(new DatabaseConfig("jdbc:h2:mem:" + UUID.randomUUID(), null, null, 4));
    private final KeyDirectory keys = KeyDirectory.open(database, Clock.systemUTC(), new SimpleMeterRegistry());
    private final JdbcStoredObjects storedObjects =
            JdbcStoredObjects.open(database.dataSource(), new Workers(workers), Clock.systemUTC());
    private final SpendBook spend = new SpendBook(Clock.systemUTC());
    private final SpendWriter spendWriter = SpendWriter.start(spend, new JdbcSpend(database));
    private final JdbcSessionStore sessions =
            new JdbcSessionStore(database.dataSource(), new Workers(workers), Clock.systemUTC());
    private final @Nullable RedisConnection redis;
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final CountDownLatch ledgerWaits = new CountDownLatch(1);
    private final AtomicLong passed = new AtomicLong();
    private final Evals evals = new Evals(new JdbcScores(database, Clock.systemUTC()), metrics);
    private final Listeners listeners = new Listeners(metrics);
    private final SpanWriter spans = SpanWriter.start(database.dataSource(), Clock.systemUTC(), metrics);
    private final LedgerQueries ledgerQueries = new LedgerQueries(database);
    private final @Nullable KafkaConnection kafka;
    private final McpServers mcpServers = new McpServers(Clock.systemUTC());
    private final LedgerWriter ledger;
    private volatile long forgottenMicros;
    private final CallStats stats = new CallStats(Clock.systemUTC());
    private final Plugins plugins;
    private final Ports ports;
    private final Gateway gateway;

    /** @param yaml the configuration, written to {@code folder/gateway.yaml} */
    TestGateway(Path folder, String yaml, List<CallObserver> observers) throws IOException {
        this(folder, yaml, observers, 1);
    }

    /** The same on several event loops. */
    TestGateway(Path folder, String yaml, List<CallObserver> observers, int eventLoops) throws IOException {
        loops = new EventLoops(eventLoops);
        Path file = Files.writeString(folder.resolve("gateway.yaml"), yaml);
        AtomicBoolean draining = new AtomicBoolean();
        GatewayConfig start = new ConfigReader(name -> null).read(file).checked();
        redis = start.redis() == null ? null : RedisConnection.open(start.redis(), metrics);
        kafka = start.kafka() == null ? null : KafkaConnection.open(start.kafka(), metrics);
        ledger = LedgerWriter.start(
                database,
                Clock.systemUTC(),
                start.ledger().queue(),
                metrics,
                evals::offer,
                listeners::offer,
                kafka == null ? records -> {} : kafka.publisher());
        plugins = PluginLoader.load(getClass().getClassLoader(), folder.resolve("plugins"));
        GenerationFactory factory = new GenerationFactory(
                new ConfigReader(name -> null),
                file,
                Optional.of(key.config()),
                Extensions.of(getClass().getClassLoader(), plugins),
                new RouteAssembly(
                        new RouteFiles(getClass().getClassLoader(), folder.resolve("routes")),
                        new SimpleRegistry(),
                        KafkaConnection.routeSetting(kafka)),
                new Services(
                        new Translations(DialectLoader.load(getClass().getClassLoader(), plugins)),
                        LimitSetup.store(start.limitStore(), redis, metrics),
                        sessions,
                        kafka,
                        mcpServers,
                        redis,
                        database,
                        ledger,
                        evals,
                        listeners,
                        spans,
                        new JdbcSpanArchive(database.dataSource()),
                        ledgerQueries,
                        keys,
                        storedObjects,
                        spend,
                        new TargetHealth(),
                        new AnswerCache(() -> System.nanoTime() + passed.get(), metrics),
                        new Workers(workers),
                        TOKENS,
                        draining::get,
                        stats,
                        new OneAtATime(),
                        metrics,
                        () -> "# no metrics\n"));
        Generation first = factory.create(List.of());
        ports = Ports.open(
                EdgeSetup.options(first.config().server(), 0),
                EdgeSetup.adminOptions(first.config(), 0),
                loops,
                Stream.concat(Stream.of(new RecordCalls(), stats), observers.stream())
                        .toList(),
                draining,
                first.routes());
        gateway = new Gateway(factory, first, ports, new FileWatch(List.of(file, folder.resolve("routes"))));
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + ports.address().getPort() + path);
    }

    /** On the port that the gateway is administered on. */
    URI adminUri(String path) {
        return URI.create(
                "http://127.0.0.1:" + ports.adminAddress().orElseThrow().getPort() + path);
    }

    boolean hasAdminPort() {
        return ports.adminAddress().isPresent();
    }

    String key() {
        return key.value().reveal();
    }

    /** What the ledger has kept since {@link #forgetKept}, in the order in which it was written. */
    List<KeptExchange> kept() throws SQLException {
        return KeptExchange.in(database.dataSource()).stream()
                .filter(kept -> !"PROXY".equals(kept.text("source")) || kept.number("started") >= forgottenMicros)
                .toList();
    }

    /** Empties the ledger, also of calls that have been answered and are still to be written. */
    void forgetKept() throws SQLException {
        forgottenMicros = Sql.micros(Instant.now());
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM exchange_body");
            statement.execute("DELETE FROM exchange");
        }
    }

    /** Forgets what providers keep. */
    void forgetStoredObjects() throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM stored_object");
        }
    }

    /** From now on every use of the database fails. */
    void loseDatabase() {
        database.close();
    }

    /** What the database answers, each row by its columns' names. */
    List<Map<String, @Nullable Object>> rows(String query) {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            List<Map<String, @Nullable Object>> rows = new ArrayList<>();
            while (result.next()) {
                Map<String, @Nullable Object> row = new LinkedHashMap<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.put(result.getMetaData().getColumnName(i), result.getObject(i));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Keeps records as calls and reports do. */
    LedgerWriter ledger() {
        return ledger;
    }

    /** How many connections to the database are in use. */
    int connectionsInUse() {
        return ((HikariDataSource) database.dataSource()).getHikariPoolMXBean().getActiveConnections();
    }

    /** Asks the database for a number. */
    long number(String query) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getLong(1);
        }
    }

    /** Makes the ledger wait, with that much before it, until it is let go. */
    void fillLedger(long bytes) {
        ledger.keep(bytes, () -> {
            try {
                ledgerWaits.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new IllegalStateException("there is nothing to keep");
        });
    }

    void emptyLedger() {
        ledgerWaits.countDown();
    }

    MeterRegistry metrics() {
        return metrics;
    }

    /** Lets kept answers grow old. */
    void pass(Duration time) {
        passed.addAndGet(time.toNanos());
    }

    /** What a counter or a gauge tells, 0 where there is none. */
    double metric(String name, String... tags) {
        return metrics.find(name).tags(tags).meters().stream()
                .flatMap(meter -> StreamSupport.stream(meter.measure().spliterator(), false))
                .mapToDouble(Measurement::getValue)
                .sum();
    }

    @Override
    public void close() {
        emptyLedger();
        gateway.close();
        ports.close();
        loops.close();
        mcpServers.close();
        sessions.close();
        storedObjects.close();
        workers.dispose();
        ledgerQueries.close();
        ledger.close();
        evals.close();
        listeners.close();
        spans.close();
        if (kafka != null) {
            kafka.close();
        }
        keys.close();
        spendWriter.close();
        if (redis != null) {
            redis.close();
        }
        database.close();
        plugins.close();
    }
}
