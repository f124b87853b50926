package dev.caravan.gateway.kafka;

import dev.caravan.gateway.config.KafkaConfig.From;
import dev.caravan.gateway.config.KafkaConfig.Ingest;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Kafka every few seconds whether it is there, and how far the group is behind the end of its topics: all partitions,
 * whichever gateway reads them.
 */
final class KafkaWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaWatch.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(3);

    private final KafkaClients clients;
    private final @Nullable Ingest ingest;
    private final Map<String, Double> lags = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "caravan-kafka-watch");
        made.setDaemon(true);
        return made;
    });
    private @Nullable Admin admin;
    private volatile @Nullable Boolean up;
    private String toldOfLag = "";

    private KafkaWatch(KafkaClients clients, @Nullable Ingest ingest) {
        this.clients = clients;
        this.ingest = ingest;
    }

    /** @param ingest what is read; null for nothing */
    static KafkaWatch start(KafkaClients clients, @Nullable Ingest ingest, MeterRegistry metrics) {
        KafkaWatch watch = new KafkaWatch(clients, ingest);
        Gauge.builder("caravan.kafka.up", watch, state -> Boolean.TRUE.equals(state.up) ? 1 : 0)
                .description("Whether Kafka answers")
                .register(metrics);
        if (ingest != null) {
            for (String topic : ingest.topics()) {
                Gauge.builder("caravan.ingestion.lag", watch.lags, lags -> lags.getOrDefault(topic, Double.NaN))
                        .description(
                                "Messages of the topic that the group has not done with; unknown while Kafka is away")
                        .tag("topic", topic)
                        .register(metrics);
            }
        }
        watch.thread.scheduleWithFixedDelay(watch::look, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return watch;
    }

    private void look() {
        try {
            Admin asked = admin();
            asked.describeCluster().clusterId().get();
            tellUp();
            if (ingest != null) {
                measure(asked, ingest);
            }
        } catch (InterruptedException | InterruptException closing) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | KafkaException e) {
            tellDown(e);
        }
    }

    private Admin admin() {
        Admin made = admin;
        if (made == null) {
            made = clients.admin("caravan-watch");
            admin = made;
        }
        return made;
    }

    private void measure(Admin asked, Ingest read) throws InterruptedException {
        try {
            Map<TopicPartition, Long> done = committed(asked, read);
            lags.putAll(lags(asked, read, done));
            toldOfLag = "";
        } catch (ExecutionException | KafkaException e) {
            lags.clear();
            String reason = reason(e);
            if (!reason.equals(toldOfLag)) {
                toldOfLag = reason;
                LOG.atWarn().addKeyValue("reason", reason).log("the lag of the topics is unknown");
            }
        }
    }

    private static Map<TopicPartition, Long> committed(Admin asked, Ingest read)
            throws InterruptedException, ExecutionException {
        Map<TopicPartition, Long> committed = new HashMap<>();
        Map<TopicPartition, @Nullable OffsetAndMetadata> offsets = asked.listConsumerGroupOffsets(read.group())
                .partitionsToOffsetAndMetadata()
                .get();
        offsets.forEach((partition, offset) -> {
            if (offset != null) {
                committed.put(partition, offset.offset());
            }
        });
        return committed;
    }

    private static Map<String, Double> lags(Admin asked, Ingest read, Map<TopicPartition, Long> committed)
            throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        Map<TopicPartition, OffsetSpec> begins = new HashMap<>();
        for (TopicDescription topic :
                asked.describeTopics(read.topics()).allTopicNames().get().values()) {
            for (TopicPartitionInfo info : topic.partitions()) {
                TopicPartition partition = new TopicPartition(topic.name(), info.partition());
                ends.put(partition, OffsetSpec.latest());
                begins.put(partition, OffsetSpec.earliest());
            }
        }
        Map<TopicPartition, ListOffsetsResultInfo> last =
                asked.listOffsets(ends).all().get();
        Map<TopicPartition, ListOffsetsResultInfo> first =
                asked.listOffsets(begins).all().get();
        Map<String, Double> lags = new HashMap<>();
        last.forEach((partition, end) -> {
            ListOffsetsResultInfo begin = first.get(partition);
            long oldest = read.from() == From.LATEST || begin == null ? end.offset() : begin.offset();
            long behind = end.offset() - committed.getOrDefault(partition, oldest);
            lags.merge(partition.topic(), (double) Math.max(0, behind), Double::sum);
        });
        return lags;
    }

    private void tellUp() {
        if (!Boolean.TRUE.equals(up)) {
            up = true;
            LOG.info("kafka is up");
        }
    }

    private void tellDown(Exception failure) {
        lags.clear();
        if (!Boolean.FALSE.equals(up)) {
            up = false;
            LOG.atWarn().addKeyValue("reason", reason(failure)).log("kafka is down");
        }
    }

    private static String reason(Exception failure) {
        return String.valueOf(failure.getCause() == null ? failure : failure.getCause());
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            thread.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (admin != null) {
            admin.close(Duration.ofSeconds(1));
        }
    }
}
