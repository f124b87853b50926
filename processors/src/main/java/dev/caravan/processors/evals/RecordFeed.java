package dev.caravan.processors.evals;

import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.spi.exchange.RecordedExchange;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands exchanges to somebody who may be slow, on a thread of its own. The queue is bounded: what does not fit is dropped and
 * counted, as the ledger has it anyway.
 */
public final class RecordFeed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RecordFeed.class);
    private static final int QUEUE = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final BlockingQueue<ExchangeRecord> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicLong dropped = new AtomicLong();
    private final Consumer<RecordedExchange> consumer;
    private final Runnable pause;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * @param name the thread's
     * @param pause is run when there is nothing more for the moment, and every now and then
     */
    public RecordFeed(String name, Consumer<RecordedExchange> consumer, Runnable pause) {
        this.consumer = consumer;
        this.pause = pause;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Takes exchanges; never blocks. */
    public void offer(List<ExchangeRecord> exchanges) {
        for (ExchangeRecord exchange : exchanges) {
            if (!queue.offer(exchange)) {
                dropped.incrementAndGet();
            }
        }
    }

    /** How many did not fit. */
    public long dropped() {
        return dropped.get();
    }

    /** Hands over what waits, as long as that does not take too long, and ends. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(PATIENCE.toMillis());
            thread.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (true) {
                ExchangeRecord next = queue.poll(100, TimeUnit.MILLISECONDS);
                if (next != null) {
                    consume(next);
                } else if (closed) {
                    return;
                }
                if (queue.isEmpty()) {
                    pause.run();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void consume(ExchangeRecord exchange) {
        try {
            consumer.accept(seen(exchange));
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("request_id", exchange.requestId())
                    .addKeyValue("error", e.toString())
                    .log("a listener to exchanges failed");
        }
    }

    private static RecordedExchange seen(ExchangeRecord exchange) {
        return new RecordedExchange(
                exchange.requestId(),
                exchange.source().name().toLowerCase(Locale.ROOT),
                exchange.timing().started(),
                exchange.owner().project(),
                exchange.owner().key(),
                exchange.owner().user(),
                exchange.owner().session(),
                exchange.request().provider(),
                exchange.request().model(),
                exchange.request().servedModel(),
                exchange.result().status(),
                exchange.result().outcome(),
                exchange.result().finishReason(),
                exchange.timing().total(),
                exchange.timing().firstToken(),
                exchange.usage(),
                exchange.cost().total(),
                exchange.content().prompt(),
                exchange.content().completion(),
                exchange.content().toolCalls(),
                exchange.content().metadata(),
                exchange.bodies().request(),
                exchange.bodies().response());
    }
}
