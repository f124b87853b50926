package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.gateway.kafka.TestKafka;
import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.ledger.ExchangeRecord.Asked;
import dev.caravan.processors.ledger.ExchangeRecord.Bodies;
import dev.caravan.processors.ledger.ExchangeRecord.Content;
import dev.caravan.processors.ledger.ExchangeRecord.Cost;
import dev.caravan.processors.ledger.ExchangeRecord.Owner;
import dev.caravan.processors.ledger.ExchangeRecord.Result;
import dev.caravan.processors.ledger.ExchangeRecord.Source;
import dev.caravan.processors.ledger.ExchangeRecord.Timing;
import dev.caravan.processors.ledger.ExchangeRecord.Trace;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that are published, from the ledger to the topic. */
class KafkaPublishTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

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
        gateway = new TestGateway(
                folder,
                """
                providers: { echo: {} }
                kafka:
                  bootstrap-servers: "%s"
                  publish: { topic: records%s }
                """
                        .formatted(kafka.address(), more),
                List.of());
    }

    @Test
    void aCommittedRecordIsPublishedOnceAndWithoutWhatWasSaid() throws Exception {
        kafka.start();
        startGateway("");

        gateway.ledger().append(List.of(exchange("one", "{\"a\":1}"))).block();
        gateway.ledger().append(List.of(exchange("one", "{\"a\":1}"))).block();
        gateway.ledger().append(List.of(exchange("two", "{\"a\":1}"))).block();

        List<ConsumerRecord<byte[], byte[]>> read = kafka.read("records", all -> all.size() >= 2);
        await().atMost(PATIENCE).until(() -> gateway.metric("caravan.kafka.publish.waiting") == 0);
        assertThat(gateway.metric("caravan.kafka.published")).isEqualTo(2);
        ConsumerRecord<byte[], byte[]> first = read.stream()
                .filter(message -> new String(message.key(), StandardCharsets.UTF_8).equals("one"))
                .findFirst()
                .orElseThrow();
        assertThat(json(first))
                .isEqualTo(
                        Json.parse(
                                """
                                {"request_id":"one","source":"proxy","project":"shop","key":"web","user_id":"alice",
                                 "timestamp":"2026-03-01T12:00:00Z","latency_ms":432.5,"method":"POST",
                                 "path":"/v1/chat/completions","provider":"openai","model":"fast",
                                 "served_model":"gpt-4o-mini","stream":false,"status_code":200,"outcome":"complete",
                                 "finish_reason":"stop","usage":{"input_tokens":197,"output_tokens":54,"estimated":false},
                                 "cost_usd":0.0000619,"metadata":{"team":"search"}}"""));
    }

    @Test
    void withBodiesWhatWasSaidIsInItAndWhatIsTooLargeIsLeftOut() throws Exception {
        kafka.with("message.max.bytes", "20000").start();
        startGateway(", bodies: true");

        gateway.ledger().append(List.of(exchange("whole", "{\"a\":1}"))).block();
        gateway.ledger().append(List.of(exchange("large", noise()))).block();

        List<ConsumerRecord<byte[], byte[]>> read = kafka.read("records", all -> all.size() >= 2);
        JsonNode whole = find(read, "whole");
        assertThat(whole.path("request_body").path("a").asInt()).isEqualTo(1);
        assertThat(whole.path("prompt").asText()).isEqualTo("Hello");
        assertThat(whole.path("completion").asText()).isEqualTo("Hi there!");
        JsonNode large = find(read, "large");
        assertThat(large.path("bodies_omitted").asBoolean()).isTrue();
        assertThat(large.has("request_body")).isFalse();
        assertThat(large.path("model").asText()).isEqualTo("fast");
    }

    @Test
    void whileKafkaIsAwayTheBufferFillsAndTheLedgerGoesOn() throws Exception {
        startGateway(", buffer: 1MiB");

        for (int i = 0; i < 20; i++) {
            int hundred = i * 100;
            gateway.ledger()
                    .append(IntStream.range(hundred, hundred + 100)
                            .mapToObj(id -> exchange("call-" + id, "{}"))
                            .toList())
                    .block(PATIENCE);
        }

        assertThat(gateway.number("SELECT COUNT(*) FROM exchange")).isEqualTo(2000);
        await().atMost(PATIENCE).until(() -> gateway.metric("caravan.kafka.publish.dropped", "reason", "full") > 500);
        double kept = 2000 - gateway.metric("caravan.kafka.publish.dropped", "reason", "full");
        assertThat(kept).isBetween(500.0, 1100.0);
        kafka.start();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(gateway.metric("caravan.kafka.published"))
                .isEqualTo(kept));
        assertThat(gateway.metric("caravan.kafka.publish.waiting")).isZero();
    }

    private static JsonNode find(List<ConsumerRecord<byte[], byte[]>> read, String id) {
        return read.stream()
                .map(KafkaPublishTest::json)
                .filter(json -> json.path("request_id").asText().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode json(ConsumerRecord<byte[], byte[]> message) {
        return Objects.requireNonNull(Json.parse(message.value(), 0, message.value().length));
    }

    private static String noise() {
        byte[] noise = new byte[100_000];
        new Random(7).nextBytes(noise);
        return new String(noise, StandardCharsets.ISO_8859_1);
    }

    private static ExchangeRecord exchange(String requestId, String body) {
        return new ExchangeRecord(
                requestId,
                Source.PROXY,
                new Owner("shop", "web", "alice", null),
                Trace.NONE,
                new Timing(Instant.parse("2026-03-01T12:00:00Z"), Duration.ofNanos(432_500_000), null, null),
                new Asked("POST", "/v1/chat/completions", "openai", "fast", "gpt-4o-mini", false),
                new Result(200, "complete", null, "stop"),
                new Content("Hello", "Hi there!", null, Map.of("team", "search")),
                Usage.of(197, 54),
                false,
                new Cost(new BigDecimal("0.0000619"), null, null, Map.of()),
                new Bodies(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)), null));
    }
}
