package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An alias with several targets, from the configuration to the answer. */
class FailoverTest {

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
                  limited: { plugin: echo, fail-status: 429 }
                  down: { plugin: openai, url: "http://127.0.0.1:1/v1", api-key: k }
                  good: { plugin: echo }
                aliases:
                  smart: { targets: [limited/echo-1, down/gpt, good/echo-1] }
                  doomed: { targets: [limited/echo-1, down/gpt] }
                  picky: { targets: ["good/echo-1?fail-status=400", good/echo-1] }
                """,
                List.of());
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void aCallFindsTheTargetThatCanServeIt() throws Exception {
        HttpResponse<String> answer = chat("smart", false);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("echo: hello");
        assertThat(answer.headers().firstValue("x-ingate-served-by")).contains("good");
        assertThat(answer.headers().firstValue("x-ingate-attempts").orElse(""))
                .matches(
                        "limited/echo-1 \\(429, \\d+ ms\\), down/gpt \\(provider_unreachable, \\d+ ms\\), good/echo-1");
    }

    @Test
    void soDoesAStream() throws Exception {
        assertThat(chat("smart", true).body()).contains("hello").endsWith("data: [DONE]\n\n");
    }

    @Test
    void soDoesAClientOfAnotherDialect() throws Exception {
        HttpResponse<String> answer = post(
                "/v1/messages",
                "{\"model\":\"smart\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");

        assertThat(answer.body()).contains("\"type\":\"message\"").contains("echo: hello");
    }

    @Test
    void whenNoneCanTheCallerLearnsWhatWasTried() throws Exception {
        HttpResponse<String> answer = chat("doomed", false);

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body())
                .contains("Provider error after failover: limited/echo-1 (429")
                .contains("down/gpt (provider_unreachable");
    }

    @Test
    void anErrorOfTheClientsIsNotTriedElsewhere() throws Exception {
        HttpResponse<String> answer = chat("picky", false);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("x-ingate-attempts")).isEmpty();
    }

    private HttpResponse<String> chat(String model, boolean stream) throws Exception {
        return post(
                "/v1/chat/completions",
                "{\"model\":\"" + model + "\",\"stream\":" + stream
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(gateway.uri(path))
                .header("authorization", "Bearer " + gateway.key())
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
