package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.gateway.kafka.TestKafka;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exchanges that are reported by messages, from the topic to the ledger. */
class KafkaIngestTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String COUNT = "SELECT COUNT(*) FROM exchange";

    @TempDir
    Path folder;

    @TempDir
    Path data;

    private TestKafka kafka;
    private TestGateway gateway;

    @BeforeEach
    void start() {
        kafka = new TestKafka(data);
    }

    @AfterEach
    void stop() {
        if (gateway != null) {
            gateway.close();
        }
        kafka.close();
    }

    private void startGateway(String more) throws IOException {
        gateway = new TestGateway(folder, yaml(more), List.of());
    }

    private String yaml(String more) {
        return """
                providers: { echo: {} }
                kafka:
                  bootstrap-servers: ["%s"]
                  ingest: { topics: [reports, more-reports], dead-letter-topic: dead, key: pipeline, project: shop%s }
                """
                .formatted(kafka.address(), more);
    }

    @Test
    void whatMessagesReportIsKeptOnceAndTheLagGoesToZero() throws Exception {
        kafka.start();
        kafka.createTopic("reports", 3);
        kafka.createTopic("more-reports", 1);
        for (int i = 0; i < 200; i++) {
            kafka.send("reports", report("call-" + i % 150));
        }
        kafka.send("more-reports", "{\"model\":\"gpt-4o-mini\",\"prompt\":\"Hello\",\"user_id\":\"alice\"}");

        startGateway(", consumers: 2");

        awaitRecords(151);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(lag("reports")).isZero();
            assertThat(lag("more-reports")).isZero();
        });
        assertThat(gateway.metric("caravan.kafka.up")).isEqualTo(1);
        assertThat(gateway.metric("caravan.ingestion.messages", "topic", "reports"))
                .isEqualTo(200);
        assertThat(gateway.number(COUNT + " WHERE source = 'KAFKA' AND project = 'shop' AND key_name = 'pipeline'"))
                .isEqualTo(151);
        assertThat(gateway.number(COUNT + " WHERE input_tokens = 10 AND model = 'gpt-4o-mini'"))
                .isEqualTo(150);
        assertThat(gateway.number(COUNT + " WHERE user_id = 'alice' AND request_id LIKE 'kafka-0-0-%-more-reports'"))
                .isEqualTo(1);
    }

    @Test
    void aMessageThatCanNeverBeKeptGoesToTheDeadLettersWithItsReasonAndHoldsNobodyUp() throws Exception {
        kafka.start();
        kafka.createTopic("reports", 1);
        kafka.createTopic("more-reports", 1);
        ProducerRecord<byte[], byte[]> broken = new ProducerRecord<>("reports", utf8("k1"), utf8("{no json"));
        broken.headers().add("from", utf8("tests")).add("kafka.OFFSET", utf8("nonsense"));
        kafka.send("reports", report("one"));
        kafka.send(broken);
        kafka.send("reports", "{\"request_body\":{},\"latency_ms\":\"fast\"}");
        kafka.send("reports", "[1, 2]");
        kafka.send(new ProducerRecord<>("reports", utf8("k2"), null));
        kafka.send("reports", "{\"prompt\":\"" + "x".repeat(20_000) + "\"}");
        kafka.send("reports", report("two"));

        startGateway(", max-message: 16KiB");

        awaitRecords(2);
        Map<String, ConsumerRecord<byte[], byte[]>> dead = kafka.read("dead", read -> read.size() == 5).stream()
                .collect(Collectors.toMap(letter -> header(letter, "offset"), Function.identity()));
        assertThat(dead.keySet()).containsExactlyInAnyOrder("1", "2", "3", "4", "5");
        ConsumerRecord<byte[], byte[]> first = dead.get("1");
        assertThat(first.key()).isEqualTo(utf8("k1"));
        assertThat(first.value()).isEqualTo(utf8("{no json"));
        assertThat(text(first.headers().lastHeader("from"))).isEqualTo("tests");
        assertThat(header(first, "code")).isEqualTo("invalid_json");
        assertThat(header(first, "topic")).isEqualTo("reports");
        assertThat(header(first, "partition")).isEqualTo("0");
        assertThat(header(dead.get("2"), "reason")).contains("latency_ms");
        assertThat(header(dead.get("4"), "code")).isEqualTo("empty_message");
        assertThat(dead.get("4").value()).isNull();
        assertThat(header(dead.get("5"), "code")).isEqualTo("message_too_large");
        assertThat(header(dead.get("5"), "reason")).contains("16384");
        assertThat(dead.get("5").value()).hasSizeGreaterThan(20_000);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(lag("reports")).isZero());
        assertThat(gateway.metric("caravan.ingestion.dead.letters", "topic", "reports"))
                .isEqualTo(5);
    }

    @Test
    void aDeadLetterThatKafkaFindsTooLargeGoesWithoutItsValue() throws Exception {
        kafka.with("message.max.bytes", "5000").start();
        kafka.createTopic("more-reports", 1);
        kafka.createTopic("reports", 1);
        kafka.allowLargeMessages("reports");
        kafka.send("reports", "{" + noise(100_000));
        kafka.send("reports", report("after"));

        startGateway("");

        awaitRecords(1);
        ConsumerRecord<byte[], byte[]> letter =
                kafka.read("dead", read -> !read.isEmpty()).get(0);
        assertThat(letter.value()).isNull();
        assertThat(header(letter, "value-omitted")).isEqualTo("100001");
        assertThat(header(letter, "offset")).isEqualTo("0");
    }

    @Test
    void theGatewayServesWithoutKafkaAndCatchesUpWhenItComes() throws Exception {
        kafka.start();
        kafka.createTopic("reports", 1);
        kafka.createTopic("more-reports", 1);
        kafka.send("reports", report("early"));
        kafka.stop();

        startGateway("");

        HttpRequest ready = HttpRequest.newBuilder(gateway.uri("/readyz")).build();
        assertThat(HttpClient.newHttpClient()
                        .send(ready, BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);
        assertThat(gateway.metric("caravan.kafka.up")).isZero();
        kafka.start();
        awaitRecords(1);
        kafka.stop();
        await().atMost(PATIENCE).until(() -> gateway.metric("caravan.kafka.up") == 0);
        kafka.start();
        kafka.send("reports", report("late"));
        awaitRecords(2);
    }

    @Test
    void aReloadTakesOverWithoutAnotherConsumerBesideAndLosesNothing() throws Exception {
        kafka.start();
        kafka.createTopic("reports", 3);
        kafka.createTopic("more-reports", 1);
        startGateway("");
        IntStream.range(0, 50).forEach(i -> kafka.send("reports", report("before-" + i)));
        awaitRecords(50);

        for (int reload = 1; reload <= 2; reload++) {
            List<String> before = kafka.members("caravan");
            assertThat(before).hasSize(1);
            Files.writeString(folder.resolve("gateway.yaml"), yaml("") + "# " + "reloaded ".repeat(reload) + "\n");
            String round = "round-" + reload + "-";
            IntStream.range(0, 50).forEach(i -> kafka.send("reports", report(round + i)));
            awaitRecords(50 + 50 * reload);
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(kafka.members("caravan")).hasSize(1).doesNotContainAnyElementsOf(before));
        }
        gateway.close();
        gateway = null;

        assertThat(kafka.members("caravan")).isEmpty();
    }

    @Test
    void aFullLedgerHoldsMessagesUpAndLosesNone() throws Exception {
        kafka.start();
        kafka.createTopic("reports", 2);
        kafka.createTopic("more-reports", 1);
        gateway = new TestGateway(folder, yaml("") + "ledger: { queue: 1MiB }\n", List.of());
        gateway.fillLedger(2 << 20);
        for (int i = 0; i < 40; i++) {
            kafka.send(
                    "reports",
                    "{\"request_id\":\"large-" + i + "\",\"prompt\":\"p\",\"request_body\":\"" + noise(50_000) + "\"}");
        }

        await().atMost(PATIENCE).until(() -> gateway.metric("caravan.ledger.refused") > 0);
        gateway.emptyLedger();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(gateway.number(COUNT + " WHERE request_id LIKE 'large-%'"))
                        .isEqualTo(40));
    }

    private void awaitRecords(int number) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(gateway.number(COUNT)).isEqualTo(number));
    }

    private double lag(String topic) {
        return gateway.metric("caravan.ingestion.lag", "topic", topic);
    }

    private static String report(String id) {
        return "{\"request_id\":\"" + id + "\",\"provider\":\"openai\",\"path\":\"/v1/chat/completions\","
                + "\"method\":\"POST\",\"status_code\":200,\"latency_ms\":432,"
                + "\"request_body\":{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]},"
                + "\"response_body\":{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"Hi there!\"}}],"
                + "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5}}}";
    }

    /** Characters that no compression makes much smaller. */
    private static String noise(int length) {
        Random random = new Random(7);
        StringBuilder digits = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            digits.append((char) ('A' + random.nextInt(58)));
        }
        return digits.toString().replace('\\', '/');
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return text(letter.headers().lastHeader("caravan-dead-letter-" + name));
    }

    private static String text(Header header) {
        return new String(header.value(), StandardCharsets.UTF_8);
    }
}
