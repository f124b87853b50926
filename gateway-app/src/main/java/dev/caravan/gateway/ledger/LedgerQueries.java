package dev.caravan.gateway.ledger;

import dev.caravan.gateway.database.Database;
import dev.caravan.processors.call.Workers;
import dev.caravan.spi.GatewayError;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Reads the ledger. It has threads of its own, few of them: whoever asks too much waits behind himself, not calls behind him.
 * Thread-safe.
 */
public final class LedgerQueries implements AutoCloseable {

    private static final int THREADS = 2;
    private static final int MOST_WAITING = 1000;
    private static final int KEEP_SECONDS = 60;
    private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(10);

    private final Database database;
    private final LogQueries logs;
    private final Scheduler threads =
            Schedulers.newBoundedElastic(THREADS, MOST_WAITING, "caravan-ledger-query", KEEP_SECONDS, true);
    private final Workers workers = new Workers(threads);
    private final Semaphore heldCursors;

    public LedgerQueries(Database database) {
        this.database = database;
        this.logs = new LogQueries(database);
        this.heldCursors = new Semaphore(Math.max(1, database.config().connections() / 4));
    }

    /** Where queries run. */
    public Workers workers() {
        return workers;
    }

    public LogQueries logs() {
        return logs;
    }

    /** Asks for sums. Blocks. The cursor is to be closed, see {@link #hold}. */
    public UsageCursor usage(UsageQuery query) {
        return UsageCursor.open(database, query);
    }

    /**
     * Lets a cursor stay open while its reader takes his time. Few may: each has a connection.
     *
     * @return gives the place back; to be run once
     * @throws GatewayError 503 {@code queries_busy}
     */
    public Runnable hold() {
        if (!heldCursors.tryAcquire()) {
            throw QueryFailure.busy();
        }
        return heldCursors::release;
    }

    /** What still runs comes to its end: H2 would close its file if its thread were interrupted. */
    @Override
    public void close() {
        threads.disposeGracefully()
                .timeout(PATIENCE_AT_CLOSE)
                .onErrorResume(tooLong -> Mono.empty())
                .block();
    }
}
