package dev.caravan.acceptance.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.acceptance.gateway.GatewayConfig;
import dev.caravan.acceptance.gateway.GatewayProcess;
import dev.caravan.acceptance.http.RawAnswer;
import dev.caravan.acceptance.http.RawConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Requests as text, and the shapes of answers that many tests expect. */
final class Requests {

    static final String CHAT = "/v1/chat/completions";
    static final String HELLO = "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    static final String HELLO_STREAM =
            "{\"model\":\"gpt-4o-mini\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    static final String AUTHORIZED = "Host: gateway\r\nAuthorization: Bearer " + GatewayConfig.APP_KEY + "\r\n";

    private Requests() {}

    static String get(String path) {
        return get(path, "");
    }

    /** @param headers whole lines */
    static String get(String path, String headers) {
        return "GET " + path + " HTTP/1.1\r\n" + AUTHORIZED + headers + "\r\n";
    }

    static String post(String path, String json) {
        return post(path, "", json);
    }

    /** A request whose bytes are ASCII. */
    static String post(String path, String headers, String json) {
        return postHead(path, headers, json.getBytes(StandardCharsets.US_ASCII).length) + json;
    }

    static String postHead(String path, String headers, long contentLength) {
        return "POST " + path + " HTTP/1.1\r\n" + AUTHORIZED + headers
                + "Content-Type: application/json\r\nContent-Length: " + contentLength + "\r\n\r\n";
    }

    /** Sends a request on a connection of its own and reads the answer. */
    static RawAnswer exchange(GatewayProcess gateway, String request) throws IOException {
        try (RawConnection connection = gateway.connect()) {
            connection.send(request);
            return connection.readAnswer();
        }
    }

    static void assertServes(GatewayProcess gateway) throws IOException {
        RawAnswer answer = exchange(gateway, post(CHAT, HELLO));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    }

    static void assertOpenAiError(RawAnswer answer, int status) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.header("content-type")).startsWith("application/json");
        assertThat(answer.json().path("error").path("message").asText())
                .as(answer.text())
                .isNotBlank();
        assertThat(answer.json().path("error").path("type").asText())
                .as(answer.text())
                .isNotBlank();
        assertThat(answer.header("x-ingate-request-id")).isNotBlank();
    }

    static void assertAnthropicError(RawAnswer answer, int status) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.json().path("type").asText()).as(answer.text()).isEqualTo("error");
        assertThat(answer.json().path("error").path("type").asText())
                .as(answer.text())
                .isNotBlank();
        assertThat(answer.json().path("error").path("message").asText())
                .as(answer.text())
                .isNotBlank();
    }
}
