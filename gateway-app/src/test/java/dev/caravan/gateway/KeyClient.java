package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.wire.Json;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Administers and uses the keys of a gateway with {@link KeyRoutes}. */
final class KeyClient {

    private final HttpClient client = HttpClient.newHttpClient();
    private final TestGateway gateway;
    private final String key;

    KeyClient(TestGateway gateway, String key) {
        this.gateway = gateway;
        this.key = key;
    }

    KeyClient with(String other) {
        return new KeyClient(gateway, other);
    }

    /** The key object that a successful creation answers with. */
    JsonNode create(String body) throws Exception {
        HttpResponse<String> answer = send("POST", "", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return json(answer);
    }

    /** A request below the keys. */
    HttpResponse<String> send(String method, String path, String body) throws Exception {
        return exchange(request("/test/keys" + path)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    }

    HttpResponse<String> chat() throws Exception {
        return post("/v1/chat/completions");
    }

    HttpResponse<String> messages() throws Exception {
        return post("/v1/messages");
    }

    static JsonNode json(HttpResponse<String> answer) {
        JsonNode json = Json.parse(answer.body());
        assertThat(json).as(answer.body()).isNotNull();
        return json;
    }

    static String code(HttpResponse<String> answer) {
        return json(answer).at("/error/code").asText();
    }

    private HttpResponse<String> post(String path) throws Exception {
        return exchange(request(path)
                .POST(BodyPublishers.ofString("{\"model\":\"echo-1\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\","
                        + "\"content\":\"hello\"}]}")));
    }

    private HttpResponse<String> exchange(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(gateway.uri(path))
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json");
    }
}
