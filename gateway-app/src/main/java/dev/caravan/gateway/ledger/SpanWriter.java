package dev.caravan.gateway.ledger;

import dev.caravan.gateway.database.DatabaseException;
import dev.caravan.processors.spans.SpanRecord;
import dev.caravan.processors.spans.Spans;
import dev.caravan.spi.GatewayError;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Commits spans in groups: what has come while the last group was written is the next one. Only so many wait. While the database
 * is away reports are refused, and come again: who sends spans keeps them until they are acknowledged.
 */
public final class SpanWriter implements Spans, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SpanWriter.class);

    /** Enough for one commit to cost little for each. */
    private static final int LARGEST_GROUP = 2000;

    private static final int MOST_WAITING = 20_000;
    private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(10);

    private final SpanStore store;
    private final BlockingQueue<Pending> queue = new LinkedBlockingQueue<>();
    private final AtomicLong waiting = new AtomicLong();
    private final Thread thread = new Thread(this::run, "caravan-spans");
    private final Counter written;
    private final Counter refused;
    private volatile boolean closing;

    private record Pending(List<SpanRecord> spans, MonoSink<Void> sink) {}

    private SpanWriter(SpanStore store, MeterRegistry registry) {
        this.store = store;
        this.written = Counter.builder("caravan.spans")
                .description("Reported spans that are committed")
                .register(registry);
        this.refused = Counter.builder("caravan.spans.refused")
                .description("Reported spans that were refused because too many waited, or the database was away")
                .register(registry);
        Gauge.builder("caravan.spans.queue", waiting, AtomicLong::get)
                .description("Reported spans that wait to be committed")
                .register(registry);
        thread.setDaemon(true);
    }

    /**
     * Starts writing. Blocks shortly.
     *
     * @throws DatabaseException when the database cannot be used
     */
    public static SpanWriter start(DataSource database, InstantSource clock, MeterRegistry registry) {
        SpanStore store = new SpanStore(database, new LedgerIds(clock, LedgerWriter.takeNumber(database)));
        SpanWriter writer = new SpanWriter(store, registry);
        writer.thread.start();
        return writer;
    }

    @Override
    public Mono<Void> append(List<SpanRecord> spans) {
        return spans.isEmpty() ? Mono.empty() : Mono.create(sink -> offer(new Pending(spans, sink)));
    }

    private void offer(Pending report) {
        int count = report.spans().size();
        long now = waiting.addAndGet(count);
        // One that is larger than all room there is may come when nobody else waits.
        if (closing || (now > MOST_WAITING && now != count)) {
            done(report, busy());
        } else {
            queue.add(report);
        }
    }

    /** Writes what waits, and takes no more. */
    @Override
    public void close() {
        closing = true;
        try {
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
                    write(group(first));
                } else if (closing) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Pending> group(Pending first) {
        List<Pending> group = new ArrayList<>();
        group.add(first);
        int spans = first.spans().size();
        for (Pending next = queue.peek();
                next != null && spans + next.spans().size() <= LARGEST_GROUP;
                next = queue.peek()) {
            group.add(queue.remove());
            spans += next.spans().size();
        }
        return group;
    }

    private void write(List<Pending> group) {
        try {
            store.write(
                    group.stream().flatMap(report -> report.spans().stream()).toList());
            group.forEach(this::committed);
        } catch (SQLException e) {
            if (!LedgerWriter.isOfTheData(e)) {
                LOG.atError()
                        .addKeyValue("sqlstate", String.valueOf(e.getSQLState()))
                        .log("reported spans cannot be written: they are to come again");
                group.forEach(report -> done(report, busy()));
            } else {
                unwritable(group, "SQL state " + e.getSQLState());
            }
        } catch (RuntimeException e) {
            unwritable(group, e.getClass().getName());
        }
    }

    /** One report cannot be written whenever it comes: the others must not suffer for it. */
    private void unwritable(List<Pending> group, String reason) {
        if (group.size() > 1) {
            group.forEach(report -> write(List.of(report)));
            return;
        }
        LOG.atError().addKeyValue("reason", reason).log("reported spans cannot be written");
        done(group.get(0), GatewayError.of(500, "spans_not_written", "The spans could not be written."));
    }

    private void committed(Pending report) {
        waiting.addAndGet(-report.spans().size());
        written.increment(report.spans().size());
        report.sink().success();
    }

    private void done(Pending report, GatewayError error) {
        waiting.addAndGet(-report.spans().size());
        refused.increment(report.spans().size());
        report.sink().error(error);
    }

    private static GatewayError busy() {
        return GatewayError.of(503, "spans_busy", "The spans cannot be written now.")
                .withRetryAfter(Duration.ofSeconds(1));
    }
}
