package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.gateway.redis.TestRedis;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes with one Redis. */
class SharedLimitsTest {

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private TestRedis redis;
    private TestGateway one;
    private TestGateway other;

    @BeforeEach
    void start() throws Exception {
        redis = TestRedis.started();
        one = node("one");
        other = node("other");
    }

    @AfterEach
    void stop() {
        one.close();
        other.close();
        redis.close();
    }

    @Test
    void ofManyCallsToBothNodesExactlyThoseWithinTheLimitPass() {
        List<Integer> statuses = IntStream.range(0, 60)
                .mapToObj(i -> client.sendAsync(
                        request(i % 2 == 0 ? one : other, "hourly", "echo-1"), BodyHandlers.ofString()))
                .toList()
                .stream()
                .map(answer -> answer.join().statusCode())
                .toList();

        assertThat(statuses).filteredOn(status -> status == 200).hasSize(20);
        assertThat(statuses).filteredOn(status -> status == 429).hasSize(40);
    }

    @Test
    void aStreamOnOneNodeHoldsItsPlaceOnTheOther() throws Exception {
        HttpResponse<InputStream> stream =
                client.send(request(one, "single", "echo-1?chunk-delay=100ms"), BodyHandlers.ofInputStream());
        assertThat(stream.statusCode()).isEqualTo(200);
        assertThat(status(other, "single")).isEqualTo(429);

        stream.body().close();

        await().untilAsserted(() -> assertThat(status(other, "single")).isEqualTo(200));
    }

    @Test
    void withoutRedisEachNodeCountsForItselfAndSaysSo() throws Exception {
        assertThat(one.metrics().get("caravan.redis.up").gauge().value()).isEqualTo(1);
        redis.stop();

        List<Integer> statuses = IntStream.range(0, 60)
                .mapToObj(i -> client.sendAsync(
                        request(i % 2 == 0 ? one : other, "hourly", "echo-1"), BodyHandlers.ofString()))
                .toList()
                .stream()
                .map(answer -> answer.join().statusCode())
                .toList();

        assertThat(statuses).filteredOn(status -> status == 200).hasSize(40);
        assertThat(one.metrics().get("caravan.redis.up").gauge().value()).isZero();
        assertThat(one.metrics().get("caravan.limits.fallback").counter().count())
                .isEqualTo(30);
        redis.start();
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                        one.metrics().get("caravan.redis.up").gauge().value())
                .isEqualTo(1));
    }

    private TestGateway node(String name) throws Exception {
        return new TestGateway(
                Files.createDirectory(folder.resolve(name)),
                """
                providers: { echo: {} }
                redis: { url: "%s", timeout: 5s }
                limits: { store: redis }
                keys:
                  # printf %%s hourly | sha256sum
                  - { name: hourly, hash: "sha256:2b2a51df70a161c58c625648d5a5b96aa372e3b51498765c2dd8a592b1b5adf3", limits: { requests-per-hour: 20 } }
                  # printf %%s single | sha256sum
                  - { name: single, hash: "sha256:947f187506f7629c81c81879a2cb2256455038e4ac770091d897fa0a8b945e3b", limits: { concurrent: 1 } }
                """
                        .formatted(redis.url()),
                List.of());
    }

    private int status(TestGateway node, String key) throws Exception {
        return client.send(request(node, key, "echo-1"), BodyHandlers.ofString())
                .statusCode();
    }

    private static HttpRequest request(TestGateway node, String key, String model) {
        return HttpRequest.newBuilder(node.uri("/v1/chat/completions"))
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(
                        "{\"model\":\"%s\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"one two three four\"}]}"
                                .formatted(model, model.contains("delay"))))
                .build();
    }
}
