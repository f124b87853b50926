package dev.caravan.acceptance.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.acceptance.gateway.GatewayConfig;
import dev.caravan.acceptance.gateway.GatewayProcess;
import dev.caravan.acceptance.gateway.TestLayout;
import dev.caravan.acceptance.kafka.Broker;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages reach the ledger once each, whatever dies between. */
class KafkaIT {

    private static final int KILLS = 3;
    private static final int MESSAGES_OF_A_ROUND = 2000;
    private static final int POISON_EVERY = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CONSUMED = "caravan_ingestion_messages_total";
    private static final String LAG = "caravan_ingestion_lag";
    private static final String CONFIG =
            """
            server: {host: 127.0.0.1, port: 0}
            providers: {echo: {}}
            keys:
              - {name: app, key: "${APP_KEY}", role: admin}
            kafka:
              bootstrap-servers: ["%s"]
              properties: {session.timeout.ms: 6000, heartbeat.interval.ms: 1000}
              ingest: {topics: [reports], dead-letter-topic: dead, project: shop, consumers: 2}
              publish: {topic: records}
            """;

    private static final String REPORT = "{\"request_id\":\"%s\",\"path\":\"/v1/chat/completions\",\"status_code\":200,"
            + "\"request_body\":{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]},"
            + "\"response_body\":{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"}}],"
            + "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5}}}";

    private final Random random = new Random();
    private final Set<String> sent = new HashSet<>();
    private int poison;
    private Broker broker;

    @BeforeEach
    void start() throws Exception {
        broker = Broker.start(TestLayout.freshDirectory("kafka"));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            admin.createTopics(List.of(
                            new NewTopic("reports", 4, (short) 1),
                            new NewTopic("dead", 1, (short) 1),
                            new NewTopic("records", 2, (short) 1)))
                    .all()
                    .get();
        }
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void no_message_is_lost_or_kept_twice_when_the_gateway_is_killed_and_the_broker_restarts() throws Exception {
        GatewayProcess killed = launch();
        for (int round = 1; round <= KILLS; round++) {
            GatewayProcess gateway = round == 1 ? killed : relaunch(killed.directory());
            int moment = 1 + random.nextInt(MESSAGES_OF_A_ROUND / 2);
            send(MESSAGES_OF_A_ROUND);
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> metric(gateway, CONSUMED) >= moment);
            gateway.kill();
        }
        try (GatewayProcess gateway = relaunch(killed.directory())) {
            send(MESSAGES_OF_A_ROUND);
            await().atMost(PATIENCE).until(() -> metric(gateway, CONSUMED) > 0);
            broker.stop();
            assertThat(Requests.exchange(gateway, Requests.get("/readyz")).status())
                    .isEqualTo(200);
            broker.start();
            send(MESSAGES_OF_A_ROUND);
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(metric(gateway, LAG)).isZero();
                assertThat(metric(gateway, CONSUMED)).isGreaterThanOrEqualTo(2 * MESSAGES_OF_A_ROUND);
            });
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(metric(gateway, "caravan_kafka_publish_waiting_bytes"))
                            .isZero());
            assertThat(metric(gateway, "caravan_kafka_publish_dropped_total")).isZero();
            assertThat(metric(gateway, "caravan_kafka_published_total")).isGreaterThanOrEqualTo(MESSAGES_OF_A_ROUND);
        }

        forgetCommits();
        try (GatewayProcess gateway = relaunch(killed.directory())) {
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(metric(gateway, CONSUMED)).isGreaterThanOrEqualTo(sent.size());
                assertThat(metric(gateway, LAG)).isZero();
            });
        }

        assertThat(kept(killed.directory(), "SELECT request_id FROM exchange"))
                .hasSize(sent.size())
                .containsAll(sent);
        assertThat(kept(killed.directory(), "SELECT SUM(exchanges) FROM usage_day"))
                .containsExactly(Integer.toString(sent.size()));
        assertThat(read("dead")).hasSize(poison);
    }

    private GatewayProcess launch() {
        return GatewayProcess.launch(CONFIG.formatted(broker.address())).start();
    }

    private static GatewayProcess relaunch(Path directory) {
        return GatewayProcess.launchIn(directory)
                .argument("--config=" + directory.resolve("gateway.yaml"))
                .argument("--port=0")
                .argument("--admin-port=0")
                .secret(GatewayConfig.APP_KEY)
                .start();
    }

    /** As if each message had been written, and the gateway killed before it committed any: all of them come again. */
    private void forgetCommits() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            Map<TopicPartition, OffsetAndMetadata> starts = IntStream.range(0, 4)
                    .boxed()
                    .collect(Collectors.toMap(i -> new TopicPartition("reports", i), i -> new OffsetAndMetadata(0)));
            admin.alterConsumerGroupOffsets("caravan", starts).all().get();
        }
    }

    /** Sends that many reports, and a message that is none after each hundred. */
    private void send(int number) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.address(), "compression.type", "gzip"),
                new StringSerializer(),
                new StringSerializer())) {
            for (int i = 0; i < number; i++) {
                String id = "report-" + sent.size();
                sent.add(id);
                producer.send(new ProducerRecord<>("reports", id, REPORT.formatted(id)));
                if (i % POISON_EVERY == 0) {
                    poison++;
                    producer.send(new ProducerRecord<>("reports", "poison-" + poison, "{\"request_id\":"));
                }
            }
        }
    }

    /** What a metric tells, all its labels together. */
    private static double metric(GatewayProcess gateway, String name) throws IOException {
        double sum = 0;
        for (String line : Requests.exchange(gateway, Requests.get("/metrics"))
                .text()
                .lines()
                .toList()) {
            if (line.startsWith(name + "{") || line.startsWith(name + " ")) {
                sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
            }
        }
        return sum;
    }

    /** What the ledger of a gateway that has ended holds. */
    private static List<String> kept(Path directory, String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection =
                        DriverManager.getConnection("jdbc:h2:file:" + directory.resolve("data/caravan"), "sa", "");
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            while (result.next()) {
                values.add(result.getString(1));
            }
        }
        return values;
    }

    /** The messages of a topic, each by its origin once: a gateway that was killed may have sent some twice. */
    private Set<String> read(String topic) {
        Set<String> read = new HashSet<>();
        Map<String, Object> settings =
                Map.of("bootstrap.servers", broker.address(), "group.id", "reader", "auto.offset.reset", "earliest");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0));
            consumer.assign(partitions);
            long end = consumer.endOffsets(partitions).values().iterator().next();
            while (consumer.position(partitions.get(0)) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(message -> read.add(message.key()));
            }
        }
        return read;
    }
}
