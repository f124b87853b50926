package dev.caravan.gateway;

import dev.caravan.gateway.config.ConfigReader;
import dev.caravan.gateway.config.DatabaseConfig;
import dev.caravan.gateway.config.GeneratedKey;
import dev.caravan.gateway.database.Database;
import dev.caravan.gateway.database.JdbcSpend;
import dev.caravan.gateway.edge.CallObserver;
import dev.caravan.gateway.edge.EdgeServer;
import dev.caravan.gateway.edge.EventLoops;
import dev.caravan.gateway.plugins.DialectLoader;
import dev.caravan.gateway.plugins.PluginLoader;
import dev.caravan.gateway.plugins.Plugins;
import dev.caravan.gateway.plugins.ProviderFactory;
import dev.caravan.gateway.routes.RouteAssembly;
import dev.caravan.gateway.routes.RouteFiles;
import dev.caravan.gateway.steps.Services;
import dev.caravan.processors.budgets.SpendBook;
import dev.caravan.processors.budgets.SpendWriter;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.limits.MemoryLimits;
import dev.caravan.processors.routing.TargetHealth;
import dev.caravan.processors.translation.Translations;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.support.SimpleRegistry;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** A gateway in this process, on a free port, with a generated key. */
final class TestGateway implements AutoCloseable {

    private final GeneratedKey key = GeneratedKey.create(new SecureRandom());
    private final Scheduler workers = Schedulers.newBoundedElastic(2, 1000, "test-worker", 60, true);
    private final EventLoops loops;
    private final Database database =
            Database.open(new DatabaseConfig("jdbc:h2:mem:" + UUID.randomUUID(), null, null, 4));
    private final SpendBook spend = new SpendBook(Clock.systemUTC());
    private final SpendWriter spendWriter = SpendWriter.start(spend, new JdbcSpend(database));
    private final Plugins plugins;
    private final EdgeServer edge;
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
        plugins = PluginLoader.load(getClass().getClassLoader(), folder.resolve("plugins"));
        GenerationFactory factory = new GenerationFactory(
                new ConfigReader(name -> null),
                file,
                Optional.of(key.config()),
                new ProviderFactory(plugins),
                new RouteAssembly(
                        new RouteFiles(getClass().getClassLoader(), folder.resolve("routes")), new SimpleRegistry()),
                new Services(
                        new Translations(DialectLoader.load(getClass().getClassLoader(), plugins)),
                        new MemoryLimits(System::nanoTime),
                        database,
                        spend,
                        new TargetHealth(),
                        new Workers(workers),
                        draining::get,
                        new SimpleMeterRegistry(),
                        () -> "# no metrics\n"));
        Generation first = factory.create(List.of());
        edge = EdgeServer.start(
                EdgeSetup.options(first.config().server(), 0),
                loops,
                observers,
                draining,
                first.routes().serving());
        gateway = new Gateway(factory, first, edge, new FileWatch(List.of(file, folder.resolve("routes"))));
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + edge.address().getPort() + path);
    }

    String key() {
        return key.value().reveal();
    }

    @Override
    public void close() {
        gateway.close();
        edge.close();
        loops.close();
        workers.dispose();
        spendWriter.close();
        database.close();
        plugins.close();
    }
}
