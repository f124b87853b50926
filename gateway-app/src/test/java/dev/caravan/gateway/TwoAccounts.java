package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.gateway.FileUpstream.Asked;
import dev.caravan.processors.auth.KeyHash;
import dev.caravan.spi.wire.Json;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway before two providers, in whose accounts things are kept, and its callers: ann and amy of the project red, bob of blue,
 * eve of none, few who may use one model of one provider, and ops, an admin.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TwoAccounts {

    final HttpClient client = HttpClient.newHttpClient();
    FileUpstream first;
    FileUpstream second;

    /** The usual one, unless a test has started another. */
    TestGateway gateway;

    private TestGateway usual;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        first = new FileUpstream("a-");
        second = new FileUpstream("b-");
        usual = gateway(folder, "");
    }

    @BeforeEach
    void forget() throws SQLException {
        gateway = usual;
        gateway.forgetStoredObjects();
        gateway.forgetKept();
        first.forget();
        second.forget();
    }

    @AfterEach
    void stopTheOther() {
        if (gateway != usual) {
            gateway.close();
        }
    }

    @AfterAll
    void stop() {
        usual.close();
        first.close();
        second.close();
    }

    /** Another one, with more in its configuration. */
    TestGateway gateway(Path folder, String more) throws IOException {
        return new TestGateway(
                folder,
                """
                providers:
                  echo: {}
                  openai: { url: "%1$s/v1", api-key: k, uploads: true, responses: true }
                  other: { plugin: openai, url: "%2$s/v1", api-key: k, responses: true }
                  claude: { plugin: anthropic, url: "%1$s", api-key: k }
                aliases:
                  either: { targets: [openai/gpt-4o, other/gpt-4o] }
                %3$s
                keys:
                  - { name: ann, hash: "%4$s", project: red }
                  - { name: amy, hash: "%5$s", project: red }
                  - { name: bob, hash: "%6$s", project: blue }
                  - { name: eve, hash: "%7$s" }
                  - { name: few, hash: "%8$s", allowed-models: [gpt-4o], allowed-providers: [openai] }
                  - { name: ops, hash: "%9$s", role: admin }
                """
                        .formatted(
                                first.origin(),
                                second.origin(),
                                more,
                                hash("ann"),
                                hash("amy"),
                                hash("bob"),
                                hash("eve"),
                                hash("few"),
                                hash("ops")),
                List.of());
    }

    private static String hash(String key) {
        return "sha256:" + KeyHash.of(key).hex();
    }

    /** What the providers were asked so far counts no more. */
    void drain() {
        first.asked();
        second.asked();
    }

    static List<String> lines(FileUpstream upstream) {
        return upstream.asked().stream().map(Asked::line).toList();
    }

    static void assertMissing(HttpResponse<String> answer, String message) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
        assertThat(json(answer).at("/error/message").asText()).contains(message);
    }

    HttpResponse<String> get(String key, String path) throws Exception {
        return send(key, "GET", path, null, null);
    }

    HttpResponse<String> post(String key, String path, String body) throws Exception {
        return send(key, "POST", path, "application/json", body);
    }

    HttpResponse<String> delete(String key, String path) throws Exception {
        return send(key, "DELETE", path, null, null);
    }

    HttpResponse<String> send(
            String key, String method, String path, @Nullable String type, @Nullable String body, String... headers)
            throws Exception {
        HttpRequest.Builder request = request(key, path)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (type != null) {
            request.header("content-type", type);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    HttpRequest.Builder request(String key, String path) {
        return HttpRequest.newBuilder(gateway.uri(path)).header("Authorization", "Bearer " + key);
    }

    static JsonNode json(HttpResponse<String> answer) {
        JsonNode json = Json.parse(answer.body());
        assertThat(json).as(answer.body()).isNotNull();
        return json;
    }

    static String id(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer).path("id").asText();
    }
}
