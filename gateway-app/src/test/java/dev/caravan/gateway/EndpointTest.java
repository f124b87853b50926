package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Endpoints of projects, from the configuration to the answer. */
class EndpointTest {

    private static final String ID = "0b2f6f3e-1111-4222-8333-444455556666";
    private static final String KEEP = "/api/33333333-1111-4222-8333-444455556666/keep";

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private TestGateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new TestGateway(
                folder,
                """
                providers:
                  echo: {}
                  down: { plugin: openai, url: "http://127.0.0.1:1/v1", api-key: k }
                projects:
                  shop:
                    id: %s
                    sessions: { max-messages: 4 }
                    endpoints:
                      plain: { model: echo/echo-1, streaming: true }
                      slow: { model: "echo/echo-1?chunk-delay=100ms", streaming: true }
                      wrapped: { model: echo/echo-1, template: "<{{input}}>" }
                      backed: { model: down/gpt, fallback: [echo/echo-1] }
                      broken: { model: down/gpt }
                      refusing: { model: "echo/echo-1?fail-status=400" }
                      unpaid: { model: "echo/echo-1?fail-status=401" }
                      rare: { model: echo/echo-1, limits: { requests-per-hour: 1 } }
                      strict: { model: echo/echo-1, streaming: true, output-schema: { type: string, pattern: "hello" } }
                      hidden: { model: echo/echo-1, active: false }
                  notes: { id: 33333333-1111-4222-8333-444455556666, endpoints: { keep: { model: echo/echo-1 } } }
                  archive: { id: 11111111-1111-4222-8333-444455556666, type: prompt-library }
                """
                        .formatted(ID),
                List.of());
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void anAnswerHasTheShapeOfProjects() throws Exception {
        HttpResponse<String> answer = call("plain", "{\"message\":\"hello\"}");

        JsonNode json = json(answer);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json.properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("ok", "id", "model", "content", "finish_reason", "usage", "meta");
        assertThat(json.path("ok").booleanValue()).isTrue();
        assertThat(json.path("content").asText()).isEqualTo("echo: hello");
        assertThat(json.path("finish_reason").asText()).isEqualTo("stop");
        assertThat(json.path("usage").path("total_tokens").asInt())
                .isEqualTo(json.path("usage").path("prompt_tokens").asInt()
                        + json.path("usage").path("completion_tokens").asInt());
        assertThat(json.path("meta").path("request_id").asText())
                .isEqualTo(answer.headers().firstValue("x-ingate-request-id").orElse(""));
        assertThat(json.path("meta").has("session_id")).isFalse();
    }

    @Test
    void theTemplateIsApplied() throws Exception {
        assertThat(json(call("wrapped", "{\"message\":\"hello\"}"))
                        .path("content")
                        .asText())
                .isEqualTo("echo: <hello>");
    }

    @Test
    void anEndpointFallsBack() throws Exception {
        HttpResponse<String> answer = call("backed", "{\"message\":\"hello\"}");

        assertThat(json(answer).path("content").asText()).isEqualTo("echo: hello");
        assertThat(answer.headers().firstValue("x-ingate-served-by")).contains("echo");
    }

    @Test
    void whatAProviderFailsWithIsTheEndpointsFailure() throws Exception {
        HttpResponse<String> broken = call("broken", "{\"message\":\"hello\"}");
        HttpResponse<String> unpaid = call("unpaid", "{\"message\":\"hello\"}");
        HttpResponse<String> refused = call("refusing", "{\"message\":\"hello\"}");

        assertThat(broken.statusCode()).isEqualTo(502);
        assertThat(error(broken))
                .matches("Provider error after failover: down/gpt \\(provider_unreachable, \\d+ ms\\)\\.");
        assertThat(unpaid.statusCode()).isEqualTo(502);
        assertThat(error(unpaid)).startsWith("Provider error after failover: echo/echo-1?fail-status=401 (401,");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(error(refused)).startsWith("The provider refused the request: ");
    }

    @Test
    void anEndpointsLimitIsItsOwn() throws Exception {
        assertThat(call("rare", "{\"message\":\"hello\"}").statusCode()).isEqualTo(200);
        HttpResponse<String> second = call("rare", "{\"message\":\"hello\"}");

        assertThat(second.statusCode()).isEqualTo(429);
        assertThat(second.headers().firstValue("retry-after")).isPresent();
        assertThat(error(second)).startsWith("Rate limit reached for endpoint 'shop/rare': 1 request per hour.");
        assertThat(call("plain", "{\"message\":\"hello\"}").statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsNotCalledHereIsRefused() throws Exception {
        assertThat(call("hidden", "{\"message\":\"hello\"}").statusCode()).isEqualTo(404);
        assertThat(post("/api/11111111-1111-4222-8333-444455556666/plain", "{\"message\":\"hello\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(post("/api/22222222-1111-4222-8333-444455556666/plain", "{\"message\":\"hello\"}")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void theRoutesOfOllamaAreTheirOwn() throws Exception {
        HttpResponse<String> chat = post(
                "/api/chat",
                "{\"model\":\"echo/echo-1\",\"stream\":false,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");

        assertThat(json(chat).path("message").path("content").asText()).isEqualTo("echo: hello");
    }

    @Test
    void aSessionGoesOnWhereItWasAndForgetsItsBeginning() throws Exception {
        String first = sessionOf(call("plain", "{\"message\":\"one\",\"session\":true}"));
        String path = "plain";

        HttpResponse<String> second = call(path, "{\"message\":\"two\",\"session_id\":\"" + first + "\"}");
        HttpResponse<String> third = call(path, "{\"message\":\"three\",\"session_id\":\"" + first + "\"}");
        HttpResponse<String> fourth = call(path, "{\"message\":\"four\",\"session_id\":\"" + first + "\"}");

        assertThat(sessionOf(second)).isEqualTo(first);
        assertThat(second.headers().firstValue("x-ingate-session-id")).contains(first);
        assertThat(promptTokens(second)).isGreaterThan(0);
        assertThat(promptTokens(third)).isGreaterThan(promptTokens(second));
        // Only two turns are kept, so the prompt grows no more.
        assertThat(promptTokens(fourth)).isBetween(promptTokens(third), promptTokens(third) + 2);
    }

    @Test
    void aSessionThatNobodyBeganIsNotFound() throws Exception {
        HttpResponse<String> unknown =
                call("plain", "{\"message\":\"one\",\"session_id\":\"" + UUID.randomUUID() + "\"}");

        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(error(unknown)).endsWith("does not exist, or has expired.");
    }

    @Test
    void aStreamedAnswerIsRememberedToo() throws Exception {
        HttpResponse<String> stream = call("plain", "{\"message\":\"one\",\"stream\":true,\"session\":true}");
        String session = stream.headers().firstValue("x-ingate-session-id").orElse("");

        HttpResponse<String> next = call("plain", "{\"message\":\"two\",\"session_id\":\"" + session + "\"}");

        assertThat(stream.body()).endsWith("data: [DONE]\n\n");
        assertThat(next.statusCode()).isEqualTo(200);
        assertThat(promptTokens(next)).isGreaterThan(promptTokens(call("plain", "{\"message\":\"two\"}")));
    }

    @Test
    void aClientThatLeavesAStreamLeavesNothingInTheSession() throws Exception {
        HttpRequest request = request("/api/" + ID + "/slow")
                .POST(BodyPublishers.ofString(
                        "{\"message\":\"one two three four five six seven\",\"stream\":true,\"session\":true}"))
                .build();
        HttpResponse<InputStream> stream = client.send(request, BodyHandlers.ofInputStream());
        String session = stream.headers().firstValue("x-ingate-session-id").orElse("");
        stream.body().close();

        // The session does not come into being, also not when the answer would have ended.
        await().during(Duration.ofMillis(1500)).untilAsserted(() -> assertThat(
                        call("plain", "{\"message\":\"two\",\"session_id\":\"" + session + "\"}")
                                .statusCode())
                .isEqualTo(404));
    }

    @Test
    void aFailedCallBeginsNoSession() throws Exception {
        HttpResponse<String> failed = call("broken", "{\"message\":\"one\",\"session\":true}");

        assertThat(failed.statusCode()).isEqualTo(502);
        assertThat(failed.headers().firstValue("x-ingate-session-id")).isEmpty();
    }

    @Test
    void callsOfOneSessionAtOnceLoseNothing() throws Exception {
        String oneByOne = sessionOf(keep("{\"message\":\"again\",\"session\":true}"));
        String atOnce = sessionOf(keep("{\"message\":\"again\",\"session\":true}"));
        for (int i = 0; i < 10; i++) {
            keep(resuming(oneByOne));
        }

        List<Integer> statuses = IntStream.range(0, 10)
                .mapToObj(i -> client.sendAsync(
                        request(KEEP)
                                .POST(BodyPublishers.ofString(resuming(atOnce)))
                                .build(),
                        BodyHandlers.ofString()))
                .toList()
                .stream()
                .map(answer -> answer.join().statusCode())
                .toList();

        assertThat(statuses).containsOnly(200);
        assertThat(promptTokens(keep(resuming(atOnce)))).isEqualTo(promptTokens(keep(resuming(oneByOne))));
    }

    private HttpResponse<String> keep(String body) throws Exception {
        return post(KEEP, body);
    }

    private static String resuming(String session) {
        return "{\"message\":\"again\",\"session_id\":\"" + session + "\"}";
    }

    @Test
    void anAnswerWithASchemaIsStreamedOnceItIsWhole() throws Exception {
        HttpResponse<String> stream = call(
                "strict",
                "{\"message\":\"hello\",\"stream\":true,\"session\":true,\"stream_options\":{\"include_usage\":true}}");
        HttpResponse<String> refused = call("strict", "{\"message\":\"bye\",\"stream\":true}");

        assertThat(stream.headers().firstValue("content-type")).contains("text/event-stream");
        assertThat(stream.body())
                .contains("\"content\":\"echo: hello\"")
                .contains("\"usage\":{")
                .endsWith("data: [DONE]\n\n");
        assertThat(stream.headers().firstValue("x-ingate-session-id")).isPresent();
        assertThat(refused.statusCode()).isEqualTo(502);
        assertThat(error(refused)).contains("output schema of endpoint 'strict'");
    }

    @Test
    void aLargeConversationIsServed() throws Exception {
        HttpResponse<String> answer =
                call("wrapped", "{\"message\":\"" + "x".repeat(2_000_000) + "\",\"session\":true}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).path("content").asText())
                .startsWith("echo: <xxx")
                .endsWith("x>");
    }

    private HttpResponse<String> call(String slug, String body) throws Exception {
        return post("/api/" + ID + "/" + slug, body);
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return client.send(request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(gateway.uri(path))
                .header("authorization", "Bearer " + gateway.key())
                .header("content-type", "application/json");
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Objects.requireNonNull(Json.parse(answer.body()), answer.body());
    }

    private static String error(HttpResponse<String> answer) {
        assertThat(json(answer).path("ok").asBoolean(true)).isFalse();
        return json(answer).path("error").asText();
    }

    private static String sessionOf(HttpResponse<String> answer) {
        return json(answer).path("meta").path("session_id").asText();
    }

    private static int promptTokens(HttpResponse<String> answer) {
        return json(answer).path("usage").path("prompt_tokens").asInt();
    }
}
