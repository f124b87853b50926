package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses that providers store: whose they are, and who has them. */
class StoredResponsesTest extends TwoAccounts {

    private static final String ASKED = "{\"model\":\"gpt-4o\",\"input\":\"a\"}";

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aResponseIsItsProjectsFromItsAnswerToItsDeletion(boolean streamed) throws Exception {
        HttpResponse<String> made = post("ann", "/v1/responses", ASKED.replace("}", ",\"stream\":" + streamed + "}"));
        String id = "a-responses-" + made.body().replaceAll("(?s).*?a-responses-(\\d+).*", "$1");
        String path = "/v1/responses/" + id;
        drain();

        assertThat(get("amy", path).statusCode()).isEqualTo(200);
        assertThat(get("amy", "/responses/" + id + "/input_items").statusCode()).isEqualTo(200);
        assertThat(post("amy", path + "/cancel", "").body()).contains("cancelling");
        assertThat(get("ops", path).statusCode()).isEqualTo(200);
        assertThat(lines(first))
                .containsExactly(
                        "GET " + path, "GET " + path + "/input_items", "POST " + path + "/cancel", "GET " + path);

        assertThat(delete("ann", path).statusCode()).isEqualTo(200);
        assertNotFound(get("ann", path), id);
        assertThat(lines(first)).containsExactly("DELETE " + path);
        assertThat(gateway.rows("SELECT * FROM stored_object")).isEmpty();
    }

    @Test
    void whatIsNotTheCallersDoesNotExistAndNobodyIsAsked() throws Exception {
        String id = made("ann", "gpt-4o");

        assertNotFound(get("bob", "/v1/responses/" + id), id);
        assertNotFound(get("bob", "/responses/" + id + "?stream=true"), id);
        assertNotFound(get("bob", "/v1/responses/" + id + "/input_items"), id);
        assertNotFound(post("bob", "/v1/responses/" + id + "/cancel", ""), id);
        assertNotFound(delete("bob", "/v1/responses/" + id), id);
        assertNotFound(get("ann", "/v1/responses/never-made"), "never-made");
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
        HttpResponse<String> read =
                send("amy", "GET", "/v1/responses/" + id, null, null, "x-ingate-provider", "openai");
        assertThat(read.headers().firstValue("x-ingate-served-by")).hasValue("other");
        assertThat(first.asked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"resp_YWJj2==", "resp_a+b~c"})
    void idsMayHaveTheirRoutingInThem(String start) throws Exception {
        String id = start + "x".repeat(400);
        first.gives(id);
        made("ann", "openai/gpt-4o");

        assertThat(get("amy", "/v1/responses/" + id).statusCode()).isEqualTo(200);
        assertThat(get("amy", "/v1/responses/" + URLEncoder.encode(id, StandardCharsets.UTF_8))
                        .statusCode())
                .isEqualTo(200);
        assertThat(post("amy", "/v1/responses", goingOnFrom(id, "openai/gpt-4o"))
                        .statusCode())
                .isEqualTo(200);
        assertNotPrevious(post("bob", "/v1/responses", goingOnFrom(id, "openai/gpt-4o")), id.substring(0, 200));
    }

    @Test
    void theSameIdOfAnotherProviderIsAnothersResponse() throws Exception {
        first.gives("resp_same");
        made("bob", "openai/gpt-4o");
        second.gives("resp_same");
        made("ann", "other/gpt-4o");

        assertNotPrevious(post("ann", "/v1/responses", goingOnFrom("resp_same", "openai/gpt-4o")), "resp_same");
        assertThat(first.asked()).isEmpty();
    }

    @Test
    void readingAndDeletingLeavesRecords() throws Exception {
        String path = "/v1/responses/" + made("ann", "openai/gpt-4o");
        get("ann", path);
        delete("ann", path);

        await().untilAsserted(() -> assertThat(gateway.rows("SELECT method, path, cost FROM exchange ORDER BY id"))
                .filteredOn(row -> path.equals(row.get("PATH")))
                .extracting(row -> row.get("METHOD"))
                .containsExactlyInAnyOrder("GET", "DELETE"));
    }

    @Test
    void aResponseThatIsNotToBeStoredIsNotRemembered() throws Exception {
        String id = id(post("ann", "/v1/responses", ASKED.replace("}", ",\"store\":false}")));
        drain();

        assertNotFound(get("ann", "/v1/responses/" + id), id);
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
        assertNotFound(get("bob", "/v1/responses/" + own), own);
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
        drain();
        return id;
    }

    private static String goingOnFrom(String id, String model) {
        return "{\"model\":\"%s\",\"input\":\"b\",\"previous_response_id\":\"%s\"}".formatted(model, id);
    }

    private static void assertNotFound(HttpResponse<String> answer, String id) {
        assertMissing(answer, "Response with id '" + id + "' not found.");
    }

    private static void assertNotPrevious(HttpResponse<String> answer, String id) {
        JsonNode error = json(answer).path("error");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(error.path("code").asText()).isEqualTo("previous_response_not_found");
        assertThat(error.path("param").asText()).isEqualTo("previous_response_id");
        assertThat(error.path("message").asText()).isEqualTo("Previous response with id '" + id + "' not found.");
    }
}
