package dev.caravan.gateway.kafka;

import dev.caravan.gateway.config.KafkaConfig;
import dev.caravan.gateway.config.KafkaConfig.Ingest;
import dev.caravan.gateway.ledger.CommittedRecords;
import dev.caravan.gateway.routes.RouteSetting;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.auth.Role;
import dev.caravan.processors.auth.Scope;
import dev.caravan.processors.ingestion.MessageReader;
import dev.caravan.processors.ingestion.ReportReader;
import dev.caravan.processors.ledger.Ledger;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway does with Kafka, from its start to its end: it reads messages by a route, publishes records, and watches. It
 * starts, and goes on, without Kafka, and catches up when Kafka is there.
 */
public final class KafkaConnection implements AutoCloseable {

    /** The route that reads messages. */
    private static final String ROUTE_FILE = "kafka.yaml";

    private static final RouteSetting WITHOUT = new RouteSetting(Set.of(ROUTE_FILE), Map.of(), Map.of());

    private final KafkaConfig config;
    private final KafkaClients clients;
    private final IngestMetrics metrics;
    private final KafkaWatch watch;
    private final @Nullable DeadLetters deadLetters;
    private final @Nullable RecordPublisher publisher;

    private KafkaConnection(KafkaConfig config, KafkaClients clients, MeterRegistry registry) {
        this.config = config;
        this.clients = clients;
        metrics = new IngestMetrics(registry);
        Ingest ingest = config.ingest();
        deadLetters = ingest == null ? null : new DeadLetters(clients, ingest.deadLetterTopic());
        publisher = config.publish() == null ? null : RecordPublisher.start(clients, config.publish(), registry);
        watch = KafkaWatch.start(clients, ingest, registry);
    }

    /** Does not wait for Kafka. */
    public static KafkaConnection open(KafkaConfig config, MeterRegistry metrics) {
        return new KafkaConnection(config, new KafkaClients(config), metrics);
    }

    /** What the ledger is to tell of its commits; never blocks. */
    public CommittedRecords publisher() {
        return publisher == null ? records -> {} : publisher;
    }

    /** The step that keeps what messages report; null where none are read. */
    public @Nullable Processor ingestMessages(Ledger ledger, ReportReader reader) {
        Ingest ingest = config.ingest();
        if (ingest == null || deadLetters == null) {
            return null;
        }
        Principal reporter = Principal.named(ingest.key(), Role.MEMBER, Set.of(Scope.INGEST))
                .project(ingest.project())
                .build();
        return new IngestMessages(
                new MessageReader(reader, reporter, ingest.maxMessage()), ledger, deadLetters, metrics);
    }

    /**
     * What routes find of Kafka. Where no messages are to be read, the route that reads them is left out.
     *
     * @param kafka null where none is configured
     */
    public static RouteSetting routeSetting(@Nullable KafkaConnection kafka) {
        if (kafka == null) {
            return WITHOUT;
        }
        Map<String, Object> beans = Map.of("kafkaClients", kafka.clients);
        Ingest ingest = kafka.config.ingest();
        if (ingest == null) {
            return new RouteSetting(WITHOUT.leftOut(), beans, Map.of());
        }
        return new RouteSetting(
                Set.of(),
                beans,
                Map.of(
                        "kafka.ingest.topics", String.join(",", ingest.topics()),
                        "kafka.ingest.group", ingest.group(),
                        "kafka.ingest.consumers", Integer.toString(ingest.consumers()),
                        "kafka.ingest.from", ingest.from().name().toLowerCase(Locale.ROOT)));
    }

    @Override
    public void close() {
        watch.close();
        if (publisher != null) {
            publisher.close();
        }
        if (deadLetters != null) {
            deadLetters.close();
        }
    }
}
