package dev.caravan.gateway.config;

import dev.caravan.spi.Secret;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where exchanges are reported by messages, and where records are published.
 *
 * @param bootstrapServers {@code host:port}; at least one
 * @param properties what else Kafka's clients are told, by Kafka's names; may hold credentials
 * @param ingest which messages are read; null for none
 * @param publish what is published; null for nothing
 */
public record KafkaConfig(
        List<String> bootstrapServers,
        Map<String, Secret> properties,
        @Nullable Ingest ingest,
        @Nullable Publish publish) {

    /** Where reading begins when the group has read nothing yet. */
    public enum From {
        EARLIEST,
        LATEST
    }

    /**
     * Which messages are read, and whose they are.
     *
     * @param topics at least one
     * @param group the consumer group; gateways of one group share the partitions
     * @param deadLetterTopic takes what can never be kept
     * @param key the name under which the ledger knows who reported
     * @param project whose the records are; null for nobody's
     * @param consumers how many read at a time
     * @param maxMessage the most bytes of a message
     * @param from where a new group begins
     */
    public record Ingest(
            List<String> topics,
            String group,
            String deadLetterTopic,
            String key,
            @Nullable String project,
            int consumers,
            int maxMessage,
            From from) {}

    /**
     * What is published.
     *
     * @param topic takes a message for each record of the ledger
     * @param bodies whether what was said is in it
     * @param buffer how much may wait for Kafka, in bytes
     */
    public record Publish(String topic, boolean bodies, long buffer) {}
}
