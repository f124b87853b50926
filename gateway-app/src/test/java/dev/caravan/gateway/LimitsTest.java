package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits, from the configuration to what an SDK sees. */
class LimitsTest {

    private static final String YAML =
            """
            providers:
              echo: {}
              small: { plugin: echo }
            limits:
              per-user: { requests-per-hour: 1 }
              models: { small/echo-1: { requests-per-minute: 1 } }
              providers: { small: { requests-per-minute: 2 } }
            keys:
              # printf %s two | sha256sum
              - { name: two, hash: "sha256:3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3", limits: { requests-per-minute: 2 } }
              # printf %s one | sha256sum
              - { name: one, hash: "sha256:7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed", limits: { concurrent: 1 } }
              # printf %s free | sha256sum
              - { name: free, hash: "sha256:ad95d5fa651ba86d8923fe1238d24a4f1988a752acfe426ac72ac7c04471bc17" }
            """;

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private TestGateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new TestGateway(folder, YAML, List.of());
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void anOpenAiClientIsToldHowItStandsAndWhenToComeAgain() throws Exception {
        HttpResponse<String> first = chat("two", "echo-1");
        HttpResponse<String> second = chat("two", "echo-1");
        HttpResponse<String> third = chat("two", "echo-1");

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(header(first, "x-ratelimit-limit-requests")).isEqualTo("2");
        assertThat(header(first, "x-ratelimit-remaining-requests")).isEqualTo("1");
        assertThat(header(first, "x-ratelimit-reset-requests")).matches("(29(\\.\\d+)?|30)s");
        assertThat(header(second, "x-ratelimit-remaining-requests")).isEqualTo("0");
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(header(third, "retry-after"))).isBetween(25, 30);
        assertThat(header(third, "x-ratelimit-remaining-requests")).isEqualTo("0");
        assertThat(third.body())
                .contains("\"type\":\"requests\"")
                .contains("\"code\":\"rate_limit_exceeded\"")
                .contains("Rate limit reached for key 'two': 2 requests per minute. Please try again in ");
    }

    @Test
    void anAnthropicClientIsToldInItsOwnWords() throws Exception {
        HttpResponse<String> first = messages("two");
        messages("two");
        HttpResponse<String> third = messages("two");

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(header(first, "anthropic-ratelimit-requests-limit")).isEqualTo("2");
        assertThat(header(first, "anthropic-ratelimit-requests-remaining")).isEqualTo("1");
        assertThat(Instant.parse(header(first, "anthropic-ratelimit-requests-reset")))
                .isBetween(Instant.now().plusSeconds(20), Instant.now().plusSeconds(31));
        assertThat(header(first, "x-ratelimit-limit-requests")).isEmpty();
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(third.body()).contains("\"type\":\"rate_limit_error\"");
        assertThat(header(third, "retry-after")).isNotEmpty();
    }

    @Test
    void ofManyCallsAtOnceExactlyThoseWithinTheLimitPass() {
        List<Integer> statuses = IntStream.range(0, 40)
                .mapToObj(i -> client.sendAsync(chatRequest("two", "echo-1"), BodyHandlers.ofString()))
                .toList()
                .stream()
                .map(answer -> answer.join().statusCode())
                .toList();

        assertThat(statuses).filteredOn(status -> status == 200).hasSize(2);
        assertThat(statuses).filteredOn(status -> status == 429).hasSize(38);
    }

    @Test
    void aRefusedCallsBodyIsNotRead() throws Exception {
        chat("two", "echo-1");
        chat("two", "echo-1");

        HttpRequest unread = request("two", "/v1/chat/completions")
                .POST(BodyPublishers.ofString("no JSON"))
                .build();

        assertThat(client.send(unread, BodyHandlers.ofString()).statusCode()).isEqualTo(429);
    }

    @Test
    void aUserAProviderAndAModelHaveLimitsToo() throws Exception {
        assertThat(user("ann").statusCode()).isEqualTo(200);
        assertThat(user("bob").statusCode()).isEqualTo(200);
        assertThat(user("ann").body()).contains("Rate limit reached for this user: 1 request per hour.");

        assertThat(chat("free", "small/echo-1").statusCode()).isEqualTo(200);
        assertThat(chat("free", "small/echo-1").body()).contains("model 'small/echo-1': 1 request per minute");
        assertThat(proxied().statusCode()).isNotEqualTo(429);
        assertThat(proxied().body()).contains("provider 'small': 2 requests per minute");
        assertThat(chat("free", "echo/echo-1").headers().firstValue("x-ratelimit-limit-requests"))
                .isEmpty();
    }

    @Test
    void aStreamHoldsItsPlaceUntilItHasEnded() throws Exception {
        HttpResponse<InputStream> stream = openStream();
        assertThat(chat("one", "echo-1").body()).contains("key 'one': 1 concurrent request");

        try (InputStream body = stream.body()) {
            body.readAllBytes();
        }

        await().untilAsserted(
                        () -> assertThat(chat("one", "echo-1").statusCode()).isEqualTo(200));
    }

    @Test
    void aClientThatLeavesGivesItsPlaceBack() throws Exception {
        HttpResponse<InputStream> stream = openStream();

        stream.body().close();

        await().untilAsserted(
                        () -> assertThat(chat("one", "echo-1").statusCode()).isEqualTo(200));
    }

    @Test
    void aCallThatFailsGivesItsPlaceBack() throws Exception {
        HttpRequest broken = request("one", "/v1/chat/completions")
                .POST(BodyPublishers.ofString("no JSON"))
                .build();
        for (int i = 0; i < 3; i++) {
            assertThat(client.send(broken, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(400);
        }
        assertThat(chat("one", "echo-1?fail-status=503").statusCode()).isEqualTo(503);

        assertThat(chat("one", "echo-1").statusCode()).isEqualTo(200);
    }

    @Test
    void aReloadRefillsNothing() throws Exception {
        chat("two", "echo-1");
        chat("two", "echo-1");

        Files.writeString(folder.resolve("gateway.yaml"), YAML + "aliases: { fresh: echo/echo-1 }\n");

        await().untilAsserted(() -> assertThat(
                        client.send(request("two", "/v1/models").GET().build(), BodyHandlers.ofString())
                                .body())
                .contains("fresh"));
        assertThat(chat("two", "fresh").statusCode()).isEqualTo(429);
    }

    /** A stream of which the first piece has arrived. */
    private HttpResponse<InputStream> openStream() throws Exception {
        HttpRequest request = request("one", "/v1/chat/completions")
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(
                        "{\"model\":\"echo-1?chunk-delay=100ms\",\"stream\":true,\"messages\":[{\"role\":\"user\","
                                + "\"content\":\"one two three four five six seven eight nine ten\"}]}"))
                .build();
        HttpResponse<InputStream> answer = client.send(request, BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer;
    }

    private HttpResponse<String> chat(String key, String model) throws Exception {
        return client.send(chatRequest(key, model), BodyHandlers.ofString());
    }

    private HttpRequest chatRequest(String key, String model) {
        return request(key, "/v1/chat/completions")
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body(model)))
                .build();
    }

    private HttpResponse<String> user(String name) throws Exception {
        HttpRequest request = request("free", "/v1/chat/completions")
                .header("content-type", "application/json")
                .header("x-ingate-user-id", name)
                .POST(BodyPublishers.ofString(body("echo-1")))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private HttpResponse<String> messages(String key) throws Exception {
        HttpRequest request = request(key, "/v1/messages")
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body("echo-1")))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private HttpResponse<String> proxied() throws Exception {
        return client.send(request("free", "/proxy/small/v1/models").GET().build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String key, String path) {
        return HttpRequest.newBuilder(gateway.uri(path)).header("authorization", "Bearer " + key);
    }

    private static String body(String model) {
        return "{\"model\":\"" + model
                + "\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
