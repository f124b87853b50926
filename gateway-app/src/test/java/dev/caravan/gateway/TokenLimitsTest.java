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
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Limits of tokens, from the configuration to what an SDK sees. */
class TokenLimitsTest {

    private static final String YAML =
            """
            providers:
              echo: {}
              small: { plugin: echo }
              silent: { plugin: openai, url: "http://127.0.0.1:%d/v1", api-key: sk-upstream }
            aliases:
              either: { targets: [small/echo-1, echo/echo-1] }
            limits:
              per-user: { tokens-per-minute: 500 }
              projects: { shop: { tokens-per-minute: 3000 } }
              providers: { small: { tokens-per-minute: 1000 } }
            keys:
              # printf %%s two | sha256sum
              - { name: two, hash: "sha256:3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3", limits: { tokens-per-minute: 1000 } }
              # printf %%s one | sha256sum
              - { name: one, hash: "sha256:7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed", project: shop }
            """;

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    /** Somebody was asked who never answers. */
    private final CountDownLatch asked = new CountDownLatch(1);

    private DisposableServer silent;
    private TestGateway gateway;

    @BeforeEach
    void start() throws IOException {
        silent = HttpServer.create()
                .port(0)
                .handle((request, response) -> {
                    asked.countDown();
                    return Mono.never();
                })
                .bindNow();
        gateway = new TestGateway(folder, YAML.formatted(silent.port()), List.of());
    }

    @AfterEach
    void stop() {
        gateway.close();
        silent.disposeNow();
    }

    @Test
    void anOpenAiClientIsToldHowItStandsAndWhenToComeAgain() throws Exception {
        try (InputStream stream = openStream("two", "echo-1", 900)) {
            HttpResponse<String> beyond = chat("two", "echo-1", 400);

            assertThat(beyond.statusCode()).isEqualTo(429);
            assertThat(beyond.body())
                    .contains("\"type\":\"tokens\"")
                    .contains("\"code\":\"rate_limit_exceeded\"")
                    .contains("Rate limit reached for key 'two': 1000 tokens per minute");
            assertThat(Integer.parseInt(header(beyond, "retry-after"))).isBetween(10, 60);
            assertThat(header(beyond, "x-ratelimit-limit-tokens")).isEqualTo("1000");
            assertThat(Integer.parseInt(header(beyond, "x-ratelimit-remaining-tokens")))
                    .isBetween(0, 150);
            assertThat(header(beyond, "x-ratelimit-reset-tokens")).matches("(5\\d(\\.\\d+)?s|1m.*)");
            assertThat(header(beyond, "x-ratelimit-limit-requests")).isEmpty();
            assertThat(stream.read()).isPositive();
        }
    }

    @Test
    void anAnthropicClientIsToldInItsOwnWords() throws Exception {
        HttpResponse<String> answer = messages("two", 100);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "anthropic-ratelimit-tokens-limit")).isEqualTo("1000");
        assertThat(Integer.parseInt(header(answer, "anthropic-ratelimit-tokens-remaining")))
                .isBetween(700, 899);
        assertThat(Instant.parse(header(answer, "anthropic-ratelimit-tokens-reset")))
                .isBetween(Instant.now(), Instant.now().plusSeconds(30));
    }

    @Test
    void aCallLargerThanAWholeMinuteIsToldThatItCanNeverPass() throws Exception {
        HttpResponse<String> answer = chat("two", "echo-1", 1001);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("\"code\":\"request_too_large_for_limit\"")
                .contains("the limit is 1000 tokens per minute");
        assertThat(header(answer, "retry-after")).isEmpty();
    }

    @Test
    void aUserAndAProjectHaveLimitsToo() throws Exception {
        assertThat(user("ann", 600).body()).contains("Request too large for this user");
        try (InputStream stream = openStream("one", "echo-1", 2500)) {
            assertThat(chat("one", "echo-1", 900).body()).contains("project 'shop': 3000 tokens per minute");
            assertThat(stream.read()).isPositive();
        }
    }

    @Test
    void aTargetWithoutTokensIsPassedOver() throws Exception {
        try (InputStream stream = openStream("one", "small/echo-1", 900)) {
            assertThat(chat("one", "small/echo-1", 200).body()).contains("provider 'small': 1000 tokens per minute");
            assertThat(chat("one", "either", 200).statusCode()).isEqualTo(200);
            assertThat(chat("one", "either", 1500).statusCode()).isEqualTo(200);
            assertThat(stream.read()).isPositive();
        }
    }

    @Test
    void whatFailedGivesItsTokensBack() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(chat("two", "echo-1?fail-status=503", 900).statusCode()).isEqualTo(503);
            assertThat(chat("two", "small/echo-1?fail-status=503", 900).statusCode())
                    .isEqualTo(503);
        }

        assertThat(chat("two", "small/echo-1", 900).statusCode()).isEqualTo(200);
    }

    @Test
    void aClientThatLeavesBeforeTheAnswerGivesItsTokensBack() throws Exception {
        CompletableFuture<HttpResponse<String>> pending =
                client.sendAsync(chatRequest("two", "silent/m", 900).build(), BodyHandlers.ofString());
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(chat("two", "echo-1", 400).statusCode()).isEqualTo(429);

        pending.cancel(true);

        await().until(() -> chat("two", "echo-1", 400).statusCode() == 200);
    }

    @Test
    void countingTokensUsesNone() throws Exception {
        HttpRequest count = request("two", "/v1/messages/count_tokens")
                .POST(BodyPublishers.ofString(body("small/echo-1", 5000, false)))
                .build();

        assertThat(client.send(count, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    /** A stream of which the head has arrived, and which lasts. */
    private InputStream openStream(String key, String model, int maxTokens) throws Exception {
        HttpRequest request = request(key, "/v1/chat/completions")
                .POST(BodyPublishers.ofString(body(model + "?chunk-delay=500ms", maxTokens, true)))
                .build();
        HttpResponse<InputStream> answer = client.send(request, BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private HttpResponse<String> chat(String key, String model, int maxTokens) throws Exception {
        return client.send(chatRequest(key, model, maxTokens).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> user(String name, int maxTokens) throws Exception {
        return client.send(
                chatRequest("one", "echo-1", maxTokens)
                        .header("x-ingate-user-id", name)
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> messages(String key, int maxTokens) throws Exception {
        HttpRequest request = request(key, "/v1/messages")
                .POST(BodyPublishers.ofString(body("echo-1", maxTokens, false)))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private HttpRequest.Builder chatRequest(String key, String model, int maxTokens) {
        return request(key, "/v1/chat/completions").POST(BodyPublishers.ofString(body(model, maxTokens, false)));
    }

    private HttpRequest.Builder request(String key, String path) {
        return HttpRequest.newBuilder(gateway.uri(path))
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json");
    }

    private static String body(String model, int maxTokens, boolean stream) {
        return """
                {"model":"%s","max_tokens":%d,"stream":%s,"messages":[{"role":"user","content":"one two three four five"}]}"""
                .formatted(model, maxTokens, stream);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
