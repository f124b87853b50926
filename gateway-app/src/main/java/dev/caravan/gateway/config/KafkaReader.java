package dev.caravan.gateway.config;

import dev.caravan.gateway.config.KafkaConfig.From;
import dev.caravan.gateway.config.KafkaConfig.Ingest;
import dev.caravan.gateway.config.KafkaConfig.Publish;
import dev.caravan.spi.Secret;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Reads {@code kafka}. */
final class KafkaReader {

    private static final Pattern SERVER = Pattern.compile("(\\[[0-9a-fA-F:]+]|[^\\s:,\\[\\]]+):[0-9]{1,5}");
    private static final Pattern TOPIC = Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}");
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{1,100}");
    private static final String SERVER_FIX = "Write [host:9092]";
    private static final String TOPIC_FIX = "Write 1 to 249 letters, digits, dots, underscores and hyphens";
    private static final String NAME_FIX = "Write 1 to 100 plain characters";

    /** What the gateway's promises rest on. */
    private static final Set<String> OWN = Set.of(
            "bootstrap.servers",
            "group.id",
            "enable.auto.commit",
            "auto.offset.reset",
            "key.serializer",
            "value.serializer",
            "key.deserializer",
            "value.deserializer",
            "acks",
            "enable.idempotence");

    private static final int SMALLEST_MESSAGE = 1 << 10;
    private static final int USUAL_MESSAGE = 8 << 20;
    private static final int LARGEST_MESSAGE = 64 << 20;
    private static final long LEAST_BUFFER = 1L << 20;
    private static final long USUAL_BUFFER = 16L << 20;
    private static final long MOST_BUFFER = 1L << 30;
    private static final int MOST_CONSUMERS = 64;

    private final ConfigSource source;

    KafkaReader(ConfigSource source) {
        this.source = source;
    }

    /** @return null where the file has no such section */
    @Nullable
    KafkaConfig read(Section kafka) {
        try (kafka) {
            if (!source.has(kafka.path())) {
                return null;
            }
            List<String> servers = kafka.texts("bootstrap-servers");
            if (servers.isEmpty()) {
                kafka.refuse("bootstrap-servers", "is missing", SERVER_FIX);
            }
            for (String server : servers) {
                if (!SERVER.matcher(server).matches()) {
                    kafka.refuse("bootstrap-servers", "has '" + server + "', which is no host:port", SERVER_FIX);
                }
            }
            Ingest ingest = ingest(kafka.section("ingest"));
            Publish publish = publish(kafka.section("publish"), ingest);
            return new KafkaConfig(servers, properties(kafka), ingest, publish);
        }
    }

    private @Nullable Ingest ingest(Section ingest) {
        try (ingest) {
            if (!source.has(ingest.path())) {
                return null;
            }
            List<String> topics = ingest.texts("topics");
            if (topics.isEmpty()) {
                ingest.refuse("topics", "is missing", "Write [llm-exchanges]");
            }
            for (String topic : topics) {
                if (!TOPIC.matcher(topic).matches()) {
                    ingest.refuse("topics", "has '" + topic + "', which is no name of a topic", TOPIC_FIX);
                }
            }
            String dead = topic(ingest, "dead-letter-topic");
            if (topics.contains(dead)) {
                ingest.refuse("dead-letter-topic", "is one of the topics that are read", "Name another topic");
            }
            return new Ingest(
                    topics,
                    name(ingest, "group", "caravan"),
                    dead,
                    name(ingest, "key", "kafka"),
                    ingest.text("project").isPresent() ? name(ingest, "project", "") : null,
                    ingest.integer("consumers", 1, 1, MOST_CONSUMERS),
                    (int) ingest.size(
                            "max-message", USUAL_MESSAGE, SMALLEST_MESSAGE, LARGEST_MESSAGE, "1KiB and 64MiB"),
                    ingest.choice("from", From.class, From.EARLIEST));
        }
    }

    private @Nullable Publish publish(Section publish, @Nullable Ingest ingest) {
        try (publish) {
            if (!source.has(publish.path())) {
                return null;
            }
            boolean enabled = publish.flag("enabled", true);
            boolean bodies = publish.flag("bodies", false);
            long buffer = publish.size("buffer", USUAL_BUFFER, LEAST_BUFFER, MOST_BUFFER, "1MiB and 1GiB");
            String topic = topic(publish, "topic");
            if (ingest != null && (ingest.topics().contains(topic) || topic.equals(ingest.deadLetterTopic()))) {
                publish.refuse("topic", "is a topic of kafka.ingest", "Name another topic");
            }
            return enabled ? new Publish(topic, bodies, buffer) : null;
        }
    }

    private static String topic(Section section, String key) {
        String topic = section.text(key).orElse("");
        if (topic.isEmpty()) {
            section.refuse(key, "is missing", TOPIC_FIX);
        } else if (!TOPIC.matcher(topic).matches()) {
            section.refuse(key, "is no name of a topic", TOPIC_FIX);
        }
        return topic;
    }

    private static String name(Section section, String key, String otherwise) {
        String name = section.text(key).orElse(otherwise);
        if (!NAME.matcher(name).matches()) {
            section.refuse(key, "has control characters or is too long", NAME_FIX);
        }
        return name;
    }

    private static Map<String, Secret> properties(Section kafka) {
        Map<String, String> written = kafka.textMap("properties");
        Map<String, Secret> properties = new LinkedHashMap<>();
        written.forEach((name, value) -> properties.put(name, Secret.of(value)));
        if (written.isEmpty()) {
            return properties;
        }
        Set<String> known = new TreeSet<>(AdminClientConfig.configNames());
        known.addAll(ConsumerConfig.configNames());
        known.addAll(ProducerConfig.configNames());
        boolean usable = true;
        for (String name : written.keySet()) {
            if (OWN.contains(name)) {
                usable = false;
                kafka.refuse("properties." + name, "is set by the gateway", "Remove it");
            } else if (!known.contains(name)) {
                usable = false;
                kafka.refuse(
                        "properties." + name,
                        "is no property of Kafka's clients",
                        Nearest.hint(name, known) + "Kafka's documentation lists them");
            }
        }
        if (usable) {
            check(kafka, written);
        }
        return properties;
    }

    private static void check(Section kafka, Map<String, String> written) {
        Map<String, Object> all = new LinkedHashMap<>(written);
        all.put("bootstrap.servers", "localhost:9092");
        try {
            new AdminClientConfig(all);
        } catch (ConfigException wrong) {
            kafka.refuse("properties", "are refused by Kafka's client: " + wrong.getMessage(), "Correct them");
        }
    }
}
