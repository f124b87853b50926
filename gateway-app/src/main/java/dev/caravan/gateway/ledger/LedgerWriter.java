package dev.caravan.gateway.ledger;

import dev.caravan.gateway.database.Database;
import dev.caravan.gateway.database.DatabaseException;
import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.ledger.ExchangeRecord.Bodies;
import dev.caravan.processors.ledger.Ledger;
import dev.caravan.spi.GatewayError;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Commits records in groups: whatever has come while the last group was written is the next one, so that a commit is shared by
 * many when there is much to do and waits for nobody when there is little. While the database is away the records wait. Reports
 * are refused when half of the queue is full, so that calls through the gateway go on; when all of it is, they are refused too.
 */
public final class LedgerWriter implements Ledger, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerWriter.class);

    /** Enough for one commit to cost little for each. */
    private static final int LARGEST_GROUP = 6000;

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);
    private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(10);
    private static final long ROW_BYTES = 512;

    private final LedgerStore store;
    private final LedgerMetrics metrics;
    private final long mostBytes;
    private final List<CommittedRecords> listeners;
    private final BlockingQueue<Pending> queue = new LinkedBlockingQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicLong waitingRecords = new AtomicLong();
    private final Thread thread = new Thread(this::run, "caravan-ledger");
    private volatile UnaryOperator<ExchangeRecord> reduction = UnaryOperator.identity();
    private volatile boolean closing;
    private volatile boolean away;

    /** @param sink who waits for the commit; null where nobody does */
    private record Pending(Supplier<List<ExchangeRecord>> made, int count, long bytes, @Nullable MonoSink<Void> sink) {}

    private record Made(Pending pending, List<ExchangeRecord> records) {}

    private LedgerWriter(LedgerStore store, long mostBytes, MeterRegistry registry, List<CommittedRecords> listeners) {
        this.store = store;
        this.mostBytes = mostBytes;
        this.listeners = listeners;
        this.metrics = new LedgerMetrics(registry, this);
        thread.setDaemon(true);
    }

    /**
     * Starts writing. Blocks shortly.
     *
     * @param mostBytes how much may wait, in bytes of bodies and texts
     * @param listeners are told of each group when it is committed
     * @throws DatabaseException when the database cannot be used
     */
    public static LedgerWriter start(
            Database database,
            InstantSource clock,
            long mostBytes,
            MeterRegistry registry,
            CommittedRecords... listeners) {
        DataSource connections = database.dataSource();
        LedgerStore store = new LedgerStore(
                connections,
                new LedgerIds(clock, takeNumber(connections)),
                new HourMarks(MarkedColumn.in(database), clock));
        LedgerWriter writer = new LedgerWriter(store, mostBytes, registry, List.of(listeners));
        writer.thread.start();
        return writer;
    }

    @Override
    public Mono<Void> append(List<ExchangeRecord> records) {
        return Mono.create(sink -> {
            long bytes = records.stream().mapToLong(LedgerWriter::size).sum();
            long waiting = waitingBytes.addAndGet(bytes);
            // One that is larger than all room there is may come when nobody else waits.
            if (closing || (waiting > mostBytes / 2 && waiting != bytes)) {
                waitingBytes.addAndGet(-bytes);
                metrics.refused(records.size());
                sink.error(busy());
                return;
            }
            waitingRecords.addAndGet(records.size());
            queue.add(new Pending(() -> records, records.size(), bytes, sink));
        });
    }

    @Override
    public boolean hasRoom() {
        return !closing && waitingBytes.get() < mostBytes;
    }

    @Override
    public void keep(long bytes, Supplier<ExchangeRecord> exchange) {
        waitingBytes.addAndGet(bytes + ROW_BYTES);
        waitingRecords.incrementAndGet();
        queue.add(new Pending(() -> List.of(exchange.get()), 1, bytes + ROW_BYTES, null));
    }

    /** From now on records are kept like that. */
    public void keeps(UnaryOperator<ExchangeRecord> texts) {
        reduction = texts;
    }

    /** How many records wait to be committed. */
    public long waiting() {
        return waitingRecords.get();
    }

    /** How much waits, in bytes. */
    public long waitingBytes() {
        return waitingBytes.get();
    }

    @Override
    public boolean isHealthy() {
        return !away;
    }

    /** Writes what waits, and takes no more. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(PATIENCE_AT_CLOSE.toMillis());
            thread.interrupt();
            thread.join(PATIENCE_AT_CLOSE.toMillis());
            store.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (true) {
                Pending first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    write(made(group(first)));
                } else if (closing) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            giveUp();
        }
    }

    private void giveUp() {
        List<Pending> unwritten = new ArrayList<>();
        queue.drainTo(unwritten);
        long lost = unwritten.stream().filter(pending -> pending.sink() == null).count();
        if (lost > 0) {
            LOG.error("the records of {} calls could not be written and are lost", lost);
        }
        unwritten.forEach(pending -> done(pending, busy()));
    }

    private List<Pending> group(Pending first) {
        List<Pending> group = new ArrayList<>();
        group.add(first);
        int records = first.count();
        for (Pending next = queue.peek();
                next != null && records + next.count() <= LARGEST_GROUP;
                next = queue.peek()) {
            group.add(queue.remove());
            records += next.count();
        }
        return group;
    }

    private List<Made> made(List<Pending> group) {
        List<Made> made = new ArrayList<>(group.size());
        for (Pending pending : group) {
            try {
                made.add(new Made(
                        pending, pending.made().get().stream().map(reduction).toList()));
            } catch (RuntimeException e) {
                unwritable(pending, e.toString());
            }
        }
        return made;
    }

    private void write(List<Made> group) throws InterruptedException {
        while (!group.isEmpty()) {
            List<ExchangeRecord> records =
                    group.stream().flatMap(made -> made.records().stream()).toList();
            try {
                List<ExchangeRecord> fresh = store.write(records);
                back();
                metrics.written(records);
                group.forEach(made -> done(made.pending(), null));
                tell(fresh);
                return;
            } catch (SQLException e) {
                if (isOfTheData(e)) {
                    separate(group, "SQL state " + e.getSQLState());
                    return;
                }
                gone(e);
            } catch (RuntimeException e) {
                separate(group, e.toString());
                return;
            }
        }
    }

    /** One of them cannot be written: the others must not suffer for it. */
    private void separate(List<Made> group, String reason) throws InterruptedException {
        if (group.size() == 1) {
            unwritable(group.get(0).pending(), reason);
            return;
        }
        for (Made made : group) {
            write(List.of(made));
        }
    }

    private void tell(List<ExchangeRecord> committed) {
        for (CommittedRecords listener : listeners) {
            try {
                listener.committed(committed);
            } catch (RuntimeException e) {
                LOG.atError().addKeyValue("reason", e.toString()).log("a listener of the ledger failed");
            }
        }
    }

    private void unwritable(Pending pending, String reason) {
        LOG.atError().addKeyValue("reason", reason).log("a record cannot be written");
        metrics.unwritable(pending.count());
        done(pending, GatewayError.of(500, "record_not_written", "The record could not be written."));
    }

    private void done(Pending pending, @Nullable GatewayError error) {
        waitingBytes.addAndGet(-pending.bytes());
        waitingRecords.addAndGet(-pending.count());
        MonoSink<Void> sink = pending.sink();
        if (sink == null) {
            return;
        }
        if (error == null) {
            sink.success();
        } else {
            sink.error(error);
        }
    }

    private void gone(SQLException failure) throws InterruptedException {
        metrics.failed();
        if (!away) {
            away = true;
            LOG.atError()
                    .addKeyValue("sqlstate", String.valueOf(failure.getSQLState()))
                    .log("the ledger cannot be written: records wait");
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_AFTER_FAILURE.toMillis());
    }

    private void back() {
        if (away) {
            away = false;
            LOG.info("the ledger is written again");
        }
    }

    /** Classes 21 to 23: values that the tables do not take. */
    static boolean isOfTheData(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && (state.startsWith("21") || state.startsWith("22") || state.startsWith("23"));
    }

    private static long size(ExchangeRecord exchange) {
        Bodies bodies = exchange.bodies();
        String prompt = exchange.content().prompt();
        String completion = exchange.content().completion();
        return ROW_BYTES
                + (bodies.request() == null ? 0 : bodies.request().remaining())
                + (bodies.response() == null ? 0 : bodies.response().remaining())
                + (prompt == null ? 0 : prompt.length())
                + (completion == null ? 0 : completion.length());
    }

    private static GatewayError busy() {
        return GatewayError.of(503, "ledger_busy", "The ledger has more to write than it can take.")
                .withRetryAfter(Duration.ofSeconds(1));
    }

    static int takeNumber(DataSource database) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeUpdate("UPDATE ledger_node SET number = number + 1");
            try (ResultSet number = statement.executeQuery("SELECT number FROM ledger_node")) {
                number.next();
                int taken = number.getInt(1);
                connection.commit();
                return taken;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw DatabaseException.of(e);
        }
    }
}
