package dev.caravan.gateway.kafka;

import dev.caravan.gateway.config.KafkaConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.component.kafka.KafkaClientFactory;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes Kafka's clients with what the configuration says of the cluster. Camel's Kafka component finds it in the registry, so
 * that neither addresses nor credentials stand in a route. Making a client fails while no server's name can be looked up, with
 * a {@link org.apache.kafka.common.KafkaException}; it does not wait for a connection. Thread-safe.
 */
final class KafkaClients implements KafkaClientFactory {

    /** A record that is larger than the buffer cannot be sent, so both are the same. */
    private static final int LARGEST_REQUEST = 96 << 20;

    private final KafkaConfig config;
    private final String servers;

    KafkaClients(KafkaConfig config) {
        this.config = config;
        this.servers = String.join(",", config.bootstrapServers());
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Properties asked) {
        return new SteadyConsumer(withSettings(asked));
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Properties asked) {
        return new KafkaProducer<>(withSettings(asked));
    }

    @Override
    public String getBrokers(KafkaConfiguration configuration) {
        return servers;
    }

    /**
     * A producer whose messages are acknowledged by all replicas.
     *
     * @param id its name in the log and in Kafka's metrics
     * @param settings what it needs beside that; the configuration wins
     */
    Producer<byte[], byte[]> producer(String id, Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>();
        all.put("client.id", id);
        all.put("acks", "all");
        all.put("compression.type", "zstd");
        all.put("max.request.size", LARGEST_REQUEST);
        all.put("buffer.memory", (long) LARGEST_REQUEST);
        all.putAll(settings);
        return new KafkaProducer<>(withSettings(all), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** An administrator who asks and changes nothing. */
    Admin admin(String id) {
        Map<String, Object> all = new HashMap<>();
        all.put("client.id", id);
        all.put("request.timeout.ms", 3000);
        all.put("default.api.timeout.ms", 5000);
        return Admin.create(withSettings(all));
    }

    private Map<String, Object> withSettings(Map<?, ?> asked) {
        Map<String, Object> all = new HashMap<>();
        asked.forEach((name, value) -> all.put(String.valueOf(name), value));
        config.properties().forEach((name, value) -> all.put(name, value.reveal()));
        all.put("bootstrap.servers", servers);
        return all;
    }
}
