package dev.caravan.gateway;

import dev.caravan.gateway.config.GatewayConfig;
import dev.caravan.gateway.config.KafkaConfig;
import dev.caravan.gateway.config.RedisConfig;
import dev.caravan.gateway.config.SessionsConfig;
import dev.caravan.gateway.database.Database;
import dev.caravan.gateway.database.JdbcSpend;
import dev.caravan.gateway.files.JdbcStoredObjects;
import dev.caravan.gateway.kafka.KafkaConnection;
import dev.caravan.gateway.keys.KeyDirectory;
import dev.caravan.gateway.ledger.JdbcScores;
import dev.caravan.gateway.ledger.LedgerQueries;
import dev.caravan.gateway.ledger.LedgerRetention;
import dev.caravan.gateway.ledger.LedgerWriter;
import dev.caravan.gateway.ledger.SpanWriter;
import dev.caravan.gateway.redis.RedisConnection;
import dev.caravan.gateway.sessions.JdbcSessionStore;
import dev.caravan.gateway.sessions.RedisSessionStore;
import dev.caravan.processors.budgets.SpendBook;
import dev.caravan.processors.budgets.SpendWriter;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.evals.Evals;
import dev.caravan.processors.evals.Listeners;
import dev.caravan.processors.sessions.SessionStore;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import reactor.core.scheduler.Scheduler;

/** What the gateway keeps, and where: the database, Redis, Kafka, and all that writes to them and reads them. */
@Configuration(proxyBeanMethods = false)
// The database takes its time to open, in which the vocabulary is read.
@DependsOn("textTokens")
class StorageBeans {

    @Bean(destroyMethod = "close")
    Database database(GatewayConfig startConfig) {
        return Database.open(startConfig.database());
    }

    @Bean(destroyMethod = "close")
    KeyDirectory keyDirectory(Database database, PrometheusMeterRegistry metrics) {
        return KeyDirectory.open(database, Clock.systemUTC(), metrics);
    }

    @Bean
    SpendBook spendBook() {
        return new SpendBook(Clock.systemUTC());
    }

    @Bean(destroyMethod = "close")
    SpendWriter spendWriter(SpendBook spendBook, Database database, PrometheusMeterRegistry metrics) {
        SpendWriter writer = SpendWriter.start(spendBook, new JdbcSpend(database));
        Gauge.builder("caravan.spend.queue", spendBook, SpendBook::waiting)
                .description("Budgets of which something spent is not in the database yet")
                .register(metrics);
        FunctionCounter.builder("caravan.spend.failures", writer, SpendWriter::failures)
                .description("Times that the database could not take what was spent")
                .register(metrics);
        return writer;
    }

    @Bean
    SessionStore sessions(
            GatewayConfig startConfig, Database database, ObjectProvider<RedisConnection> redis, Scheduler workers) {
        RedisConnection shared = redis.getIfAvailable();
        return shared != null && startConfig.sessions().store() == SessionsConfig.Store.REDIS
                ? new RedisSessionStore(shared)
                : new JdbcSessionStore(database.dataSource(), new Workers(workers), Clock.systemUTC());
    }

    @Bean(destroyMethod = "close")
    JdbcStoredObjects storedObjects(Database database, Scheduler workers) {
        return JdbcStoredObjects.open(database.dataSource(), new Workers(workers), Clock.systemUTC());
    }

    @Bean(destroyMethod = "close")
    Evals evals(Database database, PrometheusMeterRegistry metrics) {
        return new Evals(new JdbcScores(database, Clock.systemUTC()), metrics);
    }

    @Bean(destroyMethod = "close")
    Listeners listeners(PrometheusMeterRegistry metrics) {
        return new Listeners(metrics);
    }

    @Bean(destroyMethod = "close")
    LedgerWriter ledger(
            Database database,
            GatewayConfig startConfig,
            Evals evals,
            Listeners listeners,
            ObjectProvider<KafkaConnection> kafka,
            PrometheusMeterRegistry metrics) {
        KafkaConnection published = kafka.getIfAvailable();
        return LedgerWriter.start(
                database,
                Clock.systemUTC(),
                startConfig.ledger().queue(),
                metrics,
                evals::offer,
                listeners::offer,
                published == null ? records -> {} : published.publisher());
    }

    @Bean(destroyMethod = "close")
    SpanWriter spans(Database database, PrometheusMeterRegistry metrics) {
        return SpanWriter.start(database.dataSource(), Clock.systemUTC(), metrics);
    }

    @Bean(destroyMethod = "close")
    LedgerQueries ledgerQueries(Database database) {
        return new LedgerQueries(database);
    }

    @Bean(destroyMethod = "close")
    LedgerRetention ledgerRetention(Database database, GatewayConfig startConfig, PrometheusMeterRegistry metrics) {
        return LedgerRetention.start(database, startConfig.ledger().retention(), Clock.systemUTC(), metrics);
    }

    /** Null where none is configured. */
    @Bean(destroyMethod = "close")
    @Nullable
    KafkaConnection kafka(GatewayConfig startConfig, PrometheusMeterRegistry metrics) {
        KafkaConfig config = startConfig.kafka();
        return config == null ? null : KafkaConnection.open(config, metrics);
    }

    /** Null where none is configured. */
    @Bean(destroyMethod = "close")
    @Nullable
    RedisConnection redis(GatewayConfig startConfig, PrometheusMeterRegistry metrics) {
        RedisConfig config = startConfig.redis();
        return config == null ? null : RedisConnection.open(config, metrics);
    }
}
