package dev.caravan.gateway.ledger;

import dev.caravan.gateway.config.RetentionConfig;
import dev.caravan.gateway.database.Database;
import dev.caravan.gateway.database.DatabaseException;
import dev.caravan.gateway.ledger.RetentionPass.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the ledger within its bounds, on a thread of its own, each minute, and makes the space good for what comes. */
public final class LedgerRetention implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerRetention.class);
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(10);

    private final Database database;
    private final RetentionPass pass;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::work, "caravan-ledger-retention");
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong lastPass = new AtomicLong();
    private final InstantSource clock;
    private final Counter stripped;
    private final Counter deleted;
    private final Counter failures;
    private boolean failing;

    private LedgerRetention(Database database, RetentionConfig config, InstantSource clock, MeterRegistry metrics) {
        this.database = database;
        this.clock = clock;
        this.pass = new RetentionPass(database, config, clock, () -> closing.getCount() == 0);
        this.stripped = Counter.builder("caravan.ledger.retention.stripped")
                .description("Records whose bodies and texts were removed")
                .register(metrics);
        this.deleted = Counter.builder("caravan.ledger.retention.deleted")
                .description("Records that were removed")
                .register(metrics);
        this.failures = Counter.builder("caravan.ledger.retention.failures")
                .description("Times that what is old could not be removed")
                .register(metrics);
        Gauge.builder("caravan.ledger.bodies", bytes, AtomicLong::get)
                .description("How much bodies and texts take in the database, as far as this gateway has counted")
                .baseUnit("bytes")
                .register(metrics);
        Gauge.builder("caravan.ledger.retention.last", lastPass, AtomicLong::get)
                .description("When what is old was last removed, by this gateway or another, in seconds of the epoch")
                .baseUnit("seconds")
                .register(metrics);
        thread.setDaemon(true);
    }

    /** Begins at once. */
    public static LedgerRetention start(
            Database database, RetentionConfig config, InstantSource clock, MeterRegistry metrics) {
        LedgerRetention retention = new LedgerRetention(database, config, clock, metrics);
        retention.thread.start();
        return retention;
    }

    /** The batch that is under way comes to its end: H2 would close its file if the thread were interrupted. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(PATIENCE_AT_CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        try {
            do {
                once();
            } while (!closing.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(Outcome outcome) {
        bytes.set(outcome.bytes());
        stripped.increment(outcome.stripped());
        deleted.increment(outcome.deleted());
    }

    private void once() {
        try {
            Optional<Outcome> done = pass.run();
            lastPass.set(TimeUnit.MILLISECONDS.toSeconds(clock.millis()));
            done.ifPresent(this::tell);
            database.reclaim();
            failing = false;
        } catch (SQLException | RuntimeException e) {
            failures.increment();
            if (!failing) {
                failing = true;
                LOG.atError()
                        .addKeyValue(
                                "reason", String.valueOf(DatabaseException.of(e).getMessage()))
                        .log("what is old in the ledger cannot be removed");
            }
        }
    }
}
