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
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses that providers store: whose they are, and who has them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoredResponsesTest {

    private static final String ASKED = "{\"model\":\"gpt-4o\",\"input\":\"a\"}";

    private final HttpClient client = HttpClient.newHttpClient();
    private FileUpstream first;
    private FileUpstream second;
    private TestGateway usual;

    /** The usual one, unless a test has started another. */
    private TestGateway gateway;

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

    private TestGateway gateway(Path folder, String more) throws IOException {
        return new TestGateway(
                folder,
                """
                providers:
                  openai: { url: "%s/v1", api-key: k, responses: true }
                  other: { plugin: openai, url: "%s/v1", api-key: k, responses: true }
                  claude: { plugin: anthropic, url: "%1$s", api-key: k }
                aliases:
                  either: { targets: [openai/gpt-4o, other/gpt-4o] }
                %s
                keys:
                  - { name: ann, hash: "%s", project: red }
                  - { name: amy, hash: "%s", project: red }
                  - { name: bob, hash: "%s", project: blue }
                  - { name: ops, hash: "%s", role: admin }
                """
                        .formatted(
                                first.origin(),
                                second.origin(),
                                more,
                                hash("ann"),
                                hash("amy"),
                                hash("bob"),
                                hash("ops")),
                List.of());
    }

    private static String hash(String key) {
        return "sha256:" + KeyHash.of(key).hex();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aResponseIsItsProjectsFromItsAnswerToItsDeletion(boolean streamed) throws Exception {
        HttpResponse<String> made = post("ann", "/v1/responses", ASKED.replace("}", ",\"stream\":" + streamed + "}"));
        String id = "a-responses-" + made.body().replaceAll("(?s).*?a-responses-(\\d+).*", "$1");
        String path = "/v1/responses/" + id;
        first.asked();

        assertThat(get("amy", path).statusCode()).isEqualTo(200);
        assertThat(get("amy", "/responses/" + id + "/input_items").statusCode()).isEqualTo(200);
        assertThat(post("amy", path + "/cancel", "").body()).contains("cancelling");
        assertThat(get("ops", path).statusCode()).isEqualTo(200);
        assertThat(first.asked())
                .extracting(Asked::line)
                .containsExactly(
                        "GET " + path, "GET " + path + "/input_items", "POST " + path + "/cancel", "GET " + path);

        assertThat(send("ann", "DELETE", path, "").statusCode()).isEqualTo(200);
        assertMissing(get("ann", path), id);
        assertThat(first.asked()).extracting(Asked::line).containsExactly("DELETE " + path);
        assertThat(gateway.rows("SELECT * FROM stored_object")).isEmpty();
    }

    @Test
    void whatIsNotTheCallersDoesNotExistAndNobodyIsAsked() throws Exception {
        String id = made("ann", "gpt-4o");

        assertMissing(get("bob", "/v1/responses/" + id), id);
        assertMissing(get("bob", "/responses/" + id + "?stream=true"), id);
        assertMissing(get("bob", "/v1/responses/" + id + "/input_items"), id);
        assertMissing(post("bob", "/v1/responses/" + id + "/cancel", ""), id);
        assertMissing(send("bob", "DELETE", "/v1/responses/" + id, ""), id);
        assertMissing(get("ann", "/v1/responses/never-made"), "never-made");
        for (String surface : List.of("", "/compact", "/input_tokens")) {
            assertNotPrevious(post("bob", "/v1/responses" + surface, goingOnFrom(id, "gpt-4o")), id);
            assertNotPrevious(
                    post("ann", "/v1/responses" + surface, goingOnFrom("never-made", "gpt-4o")), "never-made");
        }
        assertThat(first.asked()).isEmpty();
        assertThat(second.asked()).isEmpty();
    }

    @Test
    void whoHasTheResponseIsAskedToGoOn() throws Exception {
        String id = made("ann", "other/gpt-4o");

        for (int i = 0; i < 4; i++) {
            HttpResponse<String> next = post("amy", "/v1/responses", goingOnFrom(id, "either"));
            assertThat(next.headers().firstValue("x-ingate-served-by")).hasValue("other");
        }
        HttpResponse<String> read = client.send(
                request("amy", "/v1/responses/" + id)
                        .header("x-ingate-provider", "openai")
                        .build(),
                BodyHandlers.ofString());
        assertThat(read.headers().firstValue("x-ingate-served-by")).hasValue("other");
        assertThat(first.asked()).isEmpty();
    }

    @Test
    void aResponseThatIsNotToBeStoredIsNotRemembered() throws Exception {
        String id = id(post("ann", "/v1/responses", ASKED.replace("}", ",\"store\":false}")));
        first.asked();

        assertMissing(get("ann", "/v1/responses/" + id), id);
        assertThat(first.asked()).isEmpty();
        assertThat(gateway.rows("SELECT * FROM stored_object")).isEmpty();
    }

    @Test
    void aFieldThatTheProviderMayReadOtherwiseIsRefused() throws Exception {
        String id = made("ann", "gpt-4o");

        HttpResponse<String> twice = post(
                "bob",
                "/v1/responses",
                "{\"previous_response_id\":null,\"previous_response_id\":\"%s\",\"input\":\"a\"}".formatted(id));
        HttpResponse<String> capital =
                post("bob", "/v1/responses", "{\"Previous_Response_ID\":\"%s\",\"input\":\"a\"}".formatted(id));

        assertThat(json(twice).at("/error/code").asText()).isEqualTo("duplicate_field");
        assertThat(json(capital).at("/error/code").asText()).isEqualTo("duplicate_field");
        assertThat(first.asked()).isEmpty();
    }

    @Test
    void unknownOnesMayBeAllowed(@TempDir Path folder) throws Exception {
        gateway = gateway(folder, "files: { unknown-ids: allow }");
        String foreign = first.make("responses");
        String own = made("ann", "gpt-4o");

        assertThat(get("bob", "/v1/responses/" + foreign).statusCode()).isEqualTo(200);
        assertThat(post("bob", "/v1/responses", goingOnFrom(foreign, "gpt-4o")).statusCode())
                .isEqualTo(200);
        assertMissing(get("bob", "/v1/responses/" + own), own);
    }

    @Test
    void withoutTheDatabaseResponsesAreMadeNevertheless(@TempDir Path folder) throws Exception {
        gateway = gateway(folder, "");
        gateway.loseDatabase();

        HttpResponse<String> made = post("ann", "/v1/responses", ASKED);

        assertThat(get("ann", "/v1/responses/" + id(made)).statusCode()).isEqualTo(503);
    }

    /** Makes one, and forgets what was asked for it. */
    private String made(String key, String model) throws Exception {
        String id = id(post(key, "/v1/responses", ASKED.replace("gpt-4o", model)));
        first.asked();
        second.asked();
        return id;
    }

    private static String goingOnFrom(String id, String model) {
        return "{\"model\":\"%s\",\"input\":\"b\",\"previous_response_id\":\"%s\"}".formatted(model, id);
    }

    private static void assertMissing(HttpResponse<String> answer, String id) {
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(json(answer).at("/error/message").asText()).isEqualTo("Response with id '" + id + "' not found.");
    }

    private static void assertNotPrevious(HttpResponse<String> answer, String id) {
        JsonNode error = json(answer).path("error");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(error.path("code").asText()).isEqualTo("previous_response_not_found");
        assertThat(error.path("param").asText()).isEqualTo("previous_response_id");
        assertThat(error.path("message").asText()).isEqualTo("Previous response with id '" + id + "' not found.");
    }

    private HttpResponse<String> get(String key, String path) throws Exception {
        return client.send(request(key, path).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String key, String path, String body) throws Exception {
        return send(key, "POST", path, body);
    }

    private HttpResponse<String> send(String key, String method, String path, String body) throws Exception {
        HttpRequest.Builder request = request(key, path).method(method, BodyPublishers.ofString(body));
        return client.send(
                body.isEmpty()
                        ? request.build()
                        : request.header("content-type", "application/json").build(),
                BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String key, String path) {
        return HttpRequest.newBuilder(gateway.uri(path)).header("authorization", "Bearer " + key);
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Objects.requireNonNull(Json.parse(answer.body()));
    }

    private static String id(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        return json(answer).path("id").asText();
    }
}
