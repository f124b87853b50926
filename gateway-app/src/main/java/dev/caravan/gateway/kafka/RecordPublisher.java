package dev.caravan.gateway.kafka;

import dev.caravan.gateway.config.KafkaConfig.Publish;
import dev.caravan.gateway.ledger.CommittedRecords;
import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.ledger.ExchangeRecord.Bodies;
import dev.caravan.processors.ledger.ExchangeRecord.Content;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what the ledger has committed, on a thread of its own. While Kafka is away records wait in a buffer; when it is full
 * further ones are left out and counted: the ledger has them.
 */
final class RecordPublisher implements CommittedRecords, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RecordPublisher.class);
    private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(3);
    private static final Duration TELL_EVERY = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final long FIELDS_BYTES = 1024;

    /** What was taken waits for as long as it takes: room, not time, is what ends. */
    private static final Map<String, Object> SETTINGS =
            Map.of("max.block.ms", 2000L, "linger.ms", 20, "delivery.timeout.ms", Integer.MAX_VALUE);

    private final KafkaClients clients;
    private final Publish config;
    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private final Counter published;
    private final Counter full;
    private final Counter refused;
    private final Thread thread = new Thread(this::run, "caravan-kafka-publish");
    private volatile long toldAt = System.nanoTime() - TELL_EVERY.toNanos();
    private volatile boolean closing;

    /** @param omitted whether what was said had to be left out */
    private record Waiting(ExchangeRecord exchange, long bytes, boolean omitted) {}

    private RecordPublisher(KafkaClients clients, Publish config, MeterRegistry metrics) {
        this.clients = clients;
        this.config = config;
        published = Counter.builder("caravan.kafka.published")
                .description("Records that Kafka has acknowledged")
                .register(metrics);
        full = dropped(metrics, "full");
        refused = dropped(metrics, "refused");
        Gauge.builder("caravan.kafka.publish.waiting", bytes, AtomicLong::get)
                .description("About how much waits to be acknowledged by Kafka")
                .baseUnit("bytes")
                .register(metrics);
        thread.setDaemon(true);
    }

    private static Counter dropped(MeterRegistry metrics, String reason) {
        return Counter.builder("caravan.kafka.publish.dropped")
                .description("Records that were not published, because the buffer was full or Kafka refused them")
                .tag("reason", reason)
                .register(metrics);
    }

    static RecordPublisher start(KafkaClients clients, Publish config, MeterRegistry metrics) {
        RecordPublisher publisher = new RecordPublisher(clients, config, metrics);
        publisher.thread.start();
        return publisher;
    }

    @Override
    public void committed(List<ExchangeRecord> records) {
        for (ExchangeRecord exchange : records) {
            Waiting waiting = waiting(config.bodies() ? exchange : withoutTexts(exchange), false);
            if (bytes.addAndGet(waiting.bytes()) > config.buffer()) {
                bytes.addAndGet(-waiting.bytes());
                full.increment();
            } else {
                queue.add(waiting);
            }
        }
    }

    /** Sends what waits, for a few seconds at most. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(PATIENCE_AT_CLOSE.multipliedBy(2).toMillis());
            thread.interrupt();
            thread.join(PATIENCE_AT_CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!queue.isEmpty() || bytes.get() > 0) {
            LOG.warn("records could not be published before the end; the ledger has them");
        }
    }

    private void run() {
        Producer<byte[], byte[]> producer = null;
        try {
            producer = producer();
            while (producer != null && !(closing && queue.isEmpty())) {
                Waiting next = queue.poll(100, TimeUnit.MILLISECONDS);
                if (next != null) {
                    send(producer, next);
                }
            }
        } catch (InterruptedException | InterruptException stopped) {
            Thread.currentThread().interrupt();
        }
        if (producer != null) {
            producer.close(PATIENCE_AT_CLOSE);
        }
    }

    /** @return null when the gateway stops before one could be made */
    private @Nullable Producer<byte[], byte[]> producer() throws InterruptedException {
        while (!closing) {
            try {
                return clients.producer("caravan-publish", SETTINGS);
            } catch (KafkaException e) {
                tell(e);
                TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
            }
        }
        return null;
    }

    private void send(Producer<byte[], byte[]> producer, Waiting next) {
        byte[] key = next.exchange().requestId().getBytes(StandardCharsets.UTF_8);
        byte[] value = RecordJson.bytes(next.exchange(), next.omitted());
        producer.send(new ProducerRecord<>(config.topic(), key, value), (sent, failure) -> done(next, failure));
    }

    /** Runs on this thread or the producer's; never blocks. */
    private void done(Waiting sent, @Nullable Exception failure) {
        if (failure != null && isPassing(failure) && !closing) {
            // It found no room in the producer, or the topic is not known yet, and waited for that.
            tell(failure);
            queue.add(sent);
            return;
        }
        bytes.addAndGet(-sent.bytes());
        if (failure == null) {
            published.increment();
        } else if (failure instanceof RecordTooLargeException && !sent.omitted()) {
            Waiting smaller = waiting(withoutTexts(sent.exchange()), true);
            bytes.addAndGet(smaller.bytes());
            queue.add(smaller);
        } else {
            refused.increment();
            tell(failure);
        }
    }

    private static boolean isPassing(Exception failure) {
        return failure instanceof RetriableException || failure instanceof OutOfOrderSequenceException;
    }

    private void tell(Exception failure) {
        long now = System.nanoTime();
        if (now - toldAt >= TELL_EVERY.toNanos()) {
            toldAt = now;
            LOG.atWarn().addKeyValue("reason", failure.toString()).log("records cannot be published");
        }
    }

    private static Waiting waiting(ExchangeRecord exchange, boolean omitted) {
        Content content = exchange.content();
        long size = FIELDS_BYTES
                + length(exchange.bodies().request())
                + length(exchange.bodies().response())
                + length(content.prompt())
                + length(content.completion())
                + length(content.toolCalls());
        for (Map.Entry<String, String> entry : content.metadata().entrySet()) {
            size += entry.getKey().length() + entry.getValue().length();
        }
        return new Waiting(exchange, size, omitted);
    }

    private static long length(@Nullable ByteBuffer body) {
        return body == null ? 0 : body.remaining();
    }

    private static long length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    private static ExchangeRecord withoutTexts(ExchangeRecord exchange) {
        return new ExchangeRecord(
                exchange.requestId(),
                exchange.source(),
                exchange.owner(),
                exchange.trace(),
                exchange.timing(),
                exchange.request(),
                exchange.result(),
                new Content(null, null, null, exchange.content().metadata()),
                exchange.usage(),
                exchange.isEstimated(),
                exchange.cost(),
                Bodies.NONE);
    }
}
