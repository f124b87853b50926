package dev.caravan.gateway.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what can never be kept to the dead-letter topic. Thread-safe. */
final class DeadLetters implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Map<String, Object> SETTINGS =
            Map.of("max.block.ms", 2000L, "request.timeout.ms", 10_000, "delivery.timeout.ms", 15_000);

    private final KafkaClients clients;
    private final String topic;
    private @Nullable Producer<byte[], byte[]> producer;

    DeadLetters(KafkaClients clients, String topic) {
        this.clients = clients;
        this.topic = topic;
    }

    /**
     * Sends letters, again and again until Kafka has acknowledged all of them. One that Kafka finds too large goes without its
     * value.
     *
     * @throws RouteStopsException when the route is to stop before
     */
    void send(List<DeadLetter> letters, Patience patience) throws RouteStopsException, InterruptedException {
        List<DeadLetter> left = letters;
        while (!left.isEmpty()) {
            List<DeadLetter> again = new ArrayList<>();
            String failure = attempt(left, again, patience);
            if (failure != null) {
                LOG.atWarn()
                        .addKeyValue("topic", topic)
                        .addKeyValue("reason", failure)
                        .log("dead letters cannot be sent, their partitions wait");
                patience.pause(PAUSE);
            }
            left = again;
        }
    }

    /** @return why some are to be sent again after a pause, or null */
    private @Nullable String attempt(List<DeadLetter> letters, List<DeadLetter> again, Patience patience)
            throws RouteStopsException, InterruptedException {
        try {
            Producer<byte[], byte[]> ready = producer();
            List<Future<RecordMetadata>> sent = new ArrayList<>(letters.size());
            for (DeadLetter letter : letters) {
                sent.add(ready.send(letter.to(topic)));
            }
            String failure = null;
            for (int i = 0; i < sent.size(); i++) {
                try {
                    patience.await(sent.get(i));
                } catch (ExecutionException e) {
                    DeadLetter letter = letters.get(i);
                    if (e.getCause() instanceof RecordTooLargeException && letter.whole()) {
                        again.add(letter.bare());
                    } else {
                        again.add(letter);
                        failure = String.valueOf(e.getCause());
                    }
                }
            }
            return failure;
        } catch (InterruptException stopped) {
            throw stopped;
        } catch (KafkaException notSent) {
            again.clear();
            again.addAll(letters);
            return notSent.toString();
        }
    }

    private synchronized Producer<byte[], byte[]> producer() {
        Producer<byte[], byte[]> made = producer;
        if (made == null) {
            made = clients.producer("caravan-dead-letters", SETTINGS);
            producer = made;
        }
        return made;
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(2));
        }
    }
}
