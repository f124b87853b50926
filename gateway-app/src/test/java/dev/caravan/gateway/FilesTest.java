package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.gateway.FileUpstream.Asked;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;

/** Files, uploads and batches through the gateway: whose they are, and who has them. */
class FilesTest extends TwoAccounts {

    private static final String MULTIPART = "multipart/form-data; boundary=b";
    private static final String PART =
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nx\r\n--b--\r\n";

    @TempDir
    Path otherFolder;

    @Test
    void aFileIsItsProjectsFromItsUploadToItsDeletion() throws Exception {
        HttpResponse<String> uploaded = upload("ann");
        String id = id(uploaded);

        assertThat(uploaded.statusCode()).isEqualTo(200);
        assertThat(first.asked()).containsExactly(new Asked("POST /v1/files", PART));
        assertThat(get("amy", "/v1/files/" + id).statusCode()).isEqualTo(200);
        assertThat(get("amy", "/files/" + id + "/content").body()).isEqualTo("content of " + id);
        assertThat(delete("amy", "/v1/files/" + id).statusCode()).isEqualTo(200);
        assertThat(lines(first))
                .containsExactly("GET /v1/files/" + id, "GET /v1/files/" + id + "/content", "DELETE /v1/files/" + id);

        assertThat(get("ann", "/v1/files/" + id).statusCode()).isEqualTo(404);
        assertThat(first.asked()).isEmpty();
        assertThat(gateway.rows("SELECT * FROM stored_object")).isEmpty();
    }

    @Test
    void whatIsNotTheCallersDoesNotExistAndNobodyIsAsked() throws Exception {
        String file = id(upload("ann"));
        String batch = id(batch("ann", file));
        String upload = id(post("ann", "/v1/uploads", "{\"filename\":\"a\",\"bytes\":1}"));
        String messages = id(post("ann", "/v1/messages/batches", "{\"requests\":[]}"));
        drain();

        for (String key : List.of("bob", "eve")) {
            for (String path : List.of("/v1/files/" + file, "/files/" + file, "/v1/files/" + file + "/content")) {
                assertMissing(get(key, path), "No such File object: " + file);
            }
            assertMissing(delete(key, "/v1/files/" + file), "No such File object: " + file);
            assertMissing(get(key, "/v1/batches/" + batch), "No batch found with id '" + batch + "'.");
            assertMissing(post(key, "/v1/batches/" + batch + "/cancel", ""), "No batch found with id");
            assertMissing(batch(key, file), "No such File object: " + file);
            for (String action : List.of("parts", "complete", "cancel")) {
                assertMissing(post(key, "/v1/uploads/" + upload + "/" + action, "{}"), "No such Upload object");
            }
            assertMissing(get(key, "/v1/messages/batches/" + messages), "not found");
            assertMissing(get(key, "/v1/messages/batches/" + messages + "/results"), "not found");
            assertMissing(post(key, "/v1/messages/batches/" + messages + "/cancel", ""), "not found");
            assertMissing(delete(key, "/v1/messages/batches/" + messages), "not found");
            assertMissing(get(key, "/v1/files/never-made"), "No such File object: never-made");
            for (String list : List.of("/v1/files", "/v1/batches", "/v1/messages/batches")) {
                assertThat(ids(get(key, list))).isEmpty();
            }
        }
        assertThat(lines(first)).allMatch(line -> line.matches("GET /v1/(files|batches|messages/batches)"));
        assertThat(second.asked()).isEmpty();
        assertThat(get("ops", "/v1/files/" + file).statusCode()).isEqualTo(200);
        assertThat(ids(get("ops", "/v1/batches"))).containsExactly(batch);
    }

    @Test
    void whoHasAFileIsAskedForItWhateverThePreferenceSays() throws Exception {
        String file = id(send("ann", "POST", "/v1/files", MULTIPART, PART, "x-ingate-provider", "other"));
        HttpResponse<String> batch = batch("ann", file);
        HttpResponse<String> read = send("ann", "GET", "/v1/files/" + file, null, null, "x-ingate-provider", "openai");

        assertThat(file).startsWith("b-");
        assertThat(batch.headers().firstValue("x-ingate-served-by")).hasValue("other");
        assertThat(read.headers().firstValue("x-ingate-served-by")).hasValue("other");
        assertThat(first.asked()).isEmpty();
    }

    @Test
    void theOutputOfABatchIsForWhoeverHasTheBatch() throws Exception {
        String batch = id(batch("ann", id(upload("ann"))));
        first.finish(batch);
        String output =
                json(get("ops", "/v1/batches/" + batch)).path("output_file_id").asText();

        assertThat(get("ann", "/v1/files/" + output + "/content").body()).isEqualTo("content of " + output);
        assertMissing(get("bob", "/v1/files/" + output), "No such File object");
    }

    @Test
    void theOutputOfABatchIsKnownFromAListToo() throws Exception {
        String batch = id(batch("ann", id(upload("ann"))));
        first.finish(batch);
        String output =
                json(get("amy", "/v1/batches")).at("/data/0/output_file_id").asText();

        assertThat(get("ann", "/v1/files/" + output).statusCode()).isEqualTo(200);
    }

    @Test
    void anUploadBecomesAFileOfTheSameOwner() throws Exception {
        String upload = id(post("ann", "/v1/uploads", "{\"filename\":\"a\",\"bytes\":1}"));
        HttpResponse<String> part = send("ann", "POST", "/v1/uploads/" + upload + "/parts", MULTIPART, PART);
        String file = json(post("ann", "/v1/uploads/" + upload + "/complete", "{\"part_ids\":[\"part_1\"]}"))
                .at("/file/id")
                .asText();

        assertThat(id(part)).isEqualTo("part_1");
        assertThat(get("amy", "/v1/files/" + file).statusCode()).isEqualTo(200);
        assertMissing(get("bob", "/v1/files/" + file), "No such File object");
    }

    @Test
    void anthropicsFilesAndBatchesGoToAnthropic() throws Exception {
        HttpResponse<String> uploaded =
                send("ann", "POST", "/v1/files", MULTIPART, PART, "anthropic-version", "2023-06-01");
        HttpResponse<String> foreign =
                send("bob", "GET", "/v1/files/" + id(uploaded), null, null, "anthropic-version", "2023-06-01");
        JsonNode batch = json(post("ann", "/v1/messages/batches", "{\"requests\":[]}"));
        HttpResponse<String> results = get("ann", batch.path("results_url").asText());

        assertThat(uploaded.headers().firstValue("x-ingate-served-by")).hasValue("claude");
        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(json(foreign).at("/error/type").asText()).isEqualTo("not_found_error");
        assertThat(results.statusCode()).isEqualTo(200);
        assertThat(json(get("amy", "/v1/messages/batches"))
                        .at("/data/0/results_url")
                        .asText())
                .isEqualTo(batch.path("results_url").asText())
                .startsWith("/v1/messages/batches/");
    }

    @Test
    void aPageThatHasNothingOfTheCallersIsNotTheEndOfTheList() throws Exception {
        List<String> own = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            own.add(0, id(upload("ann")));
            IntStream.range(0, 4).forEach(n -> first.make("files"));
        }
        first.asked();

        List<String> seen = new ArrayList<>();
        String query = "?limit=3&order=desc&purpose=batch";
        for (JsonNode page = json(get("ann", "/v1/files" + query)); ; ) {
            assertThat(page.path("data")).isNotEmpty();
            page.path("data").forEach(item -> seen.add(item.path("id").asText()));
            assertThat(page.path("last_id").asText()).isEqualTo(seen.get(seen.size() - 1));
            if (!page.path("has_more").asBoolean()) {
                break;
            }
            page = json(get("ann", "/v1/files" + query + "&after=" + seen.get(seen.size() - 1)));
        }

        assertThat(seen).containsExactlyElementsOf(own);
        assertThat(lines(first)).allMatch(line -> line.contains("limit=3&order=desc&purpose=batch"));
    }

    @Test
    void whoHasNothingGetsTheEndOfTheListAtOnce() throws Exception {
        IntStream.range(0, 100).forEach(n -> first.make("files"));

        JsonNode page = json(get("ann", "/v1/files?limit=10"));

        assertThat(page.path("data")).isEmpty();
        assertThat(page.path("has_more").asBoolean()).isFalse();
        assertThat(page.path("last_id").isNull()).isTrue();
        assertThat(page.toString()).doesNotContain("a-files");
        assertThat(first.asked()).hasSize(1);
    }

    @Test
    void aListThatIsAllTheCallersPassesAsItIs() throws Exception {
        upload("ann");
        upload("amy");

        assertThat(get("ann", "/v1/files").body())
                .isEqualTo(get("ops", "/v1/files").body());
    }

    @Test
    void idsThatTheGatewayDoesNotKnowAreForAdminsOrForAll() throws Exception {
        String file = first.make("files");

        assertMissing(get("ann", "/v1/files/" + file), "No such File object");
        assertThat(get("ops", "/v1/files/" + file).statusCode()).isEqualTo(200);
        gateway = gateway(otherFolder, "files: { unknown-ids: allow }");
        String own = id(upload("bob"));

        assertThat(get("ann", "/v1/files/" + file).statusCode()).isEqualTo(200);
        assertThat(batch("ann", file).statusCode()).isEqualTo(200);
        assertThat(ids(get("ann", "/v1/files"))).containsExactly(file);
        assertMissing(get("ann", "/v1/files/" + own), "No such File object");
    }

    @Test
    void anIdThatIsSomebodyElsesAlreadyIsNotGivenAgain() throws Exception {
        String file = id(upload("ann"));
        first.gives(file);

        HttpResponse<String> again = upload("bob");

        assertThat(again.statusCode()).isEqualTo(502);
        assertThat(again.body()).contains("id_taken").doesNotContain(file);
        assertThat(get("ann", "/v1/files/" + file).statusCode()).isEqualTo(200);
        assertMissing(get("bob", "/v1/files/" + file), "No such File object");
    }

    @Test
    void theSameIdAtTwoProvidersIsTwoFiles() throws Exception {
        first.gives("file-1");
        second.gives("file-1");
        upload("ann");
        send("bob", "POST", "/v1/files", MULTIPART, PART, "x-ingate-provider", "other");

        assertThat(get("ann", "/v1/files/file-1").headers().firstValue("x-ingate-served-by"))
                .hasValue("openai");
        assertThat(get("bob", "/v1/files/file-1").headers().firstValue("x-ingate-served-by"))
                .hasValue("other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "%2e%2e", "..%2fbatches", "a%00b", "%252e%252e"})
    void aPathThatLeadsElsewhereIsRefused(String id) throws Exception {
        assertThat(get("ops", "/v1/files/" + id).statusCode()).isEqualTo(400);
        assertThat(first.asked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%2fb", "a%20b", "a;b", "a:b", "a%3Fb"})
    void anIdThatIsNoWordDoesNotExist(String id) throws Exception {
        assertThat(get("ops", "/v1/files/" + id).statusCode()).isEqualTo(404);
        assertThat(first.asked()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/chat/completions | {'model':'echo/p','messages':[{'role':'user','content':[{'type':'file','file':{'file_id':'%s'}}]}]}",
                "/v1/chat/completions | {'model':'echo/p','messages':[{'role':'user','content':[{'type':'file','file':{'\\u0066ile_id':'%s'}}]}]}",
                "/v1/responses | {'model':'echo/p','input':'x','tools':[{'container':{'file_ids':['other','%s']}}]}",
                "/v1/messages | {'model':'echo/p','max_tokens':9,'messages':[{'role':'user','content':[{'source':{'file_id':'%s'}}]}]}",
                "/v1/messages/count_tokens | {'model':'echo/p','messages':[{'role':'user','content':[{'source':{'file_id':'%s'}}]}]}",
                "/v1/images/edits | {'model':'echo/p','prompt':'x','images':[{'file_id':'%s'}]}",
                "/v1/responses/compact | {'model':'openai/p','input':[{'role':'user','content':[{'type':'input_file','file_id':'%s'}]}]}",
                "/responses/input_tokens | {'model':'openai/p','input':[{'role':'user','content':[{'type':'input_file','file_id':'%s'}]}]}",
                "/v1/messages/batches | {'requests':[{'params':{'messages':[{'content':[{'source':{'file_id':'%s'}}]}]}}]}",
            })
    void aRequestThatNamesAFileOfAnothersIsRefused(String path, String body) throws Exception {
        String file = id(upload("ann"));
        drain();
        String json = body.replace('\'', '"').formatted(file);

        assertThat(post("bob", path, json).statusCode()).isEqualTo(404);
        assertThat(first.asked()).isEmpty();
        assertThat(post("amy", path, json).body()).doesNotContain("No such File object");
        assertThat(post("bob", path, json.replace(file, "of-the-model")).body()).doesNotContain("No such File object");
    }

    @Test
    void aKeyOfCertainModelsHasFilesButMakesNoBatches() throws Exception {
        HttpResponse<String> file = upload("few");

        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(get("few", "/v1/files/" + id(file)).statusCode()).isEqualTo(200);
        assertThat(batch("few", id(file)).statusCode()).isEqualTo(403);
        assertThat(send("few", "POST", "/v1/files", MULTIPART, PART, "x-ingate-provider", "other")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void aHeadTellsTheLengthThatTheProviderTells() throws Exception {
        String id = id(upload("ann"));
        long length = get("ops", "/v1/files/" + id).body().length();

        HttpResponse<String> head = send("ann", "HEAD", "/v1/files/" + id, null, null);

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValueAsLong("content-length")).hasValue(length);
    }

    @Test
    void anUploadMayBeLimited() throws Exception {
        gateway = gateway(otherFolder, "server: { limits: { max-upload: 20B } }");

        HttpResponse<String> declared = upload("ann");
        HttpResponse<String> chunked = client.send(
                request("ann", "/v1/files")
                        .header("content-type", MULTIPART)
                        .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(PART)))
                        .build(),
                BodyHandlers.ofString());

        assertThat(declared.statusCode()).isEqualTo(413);
        assertThat(declared.body()).contains("server.limits.max-upload").contains("20 bytes");
        assertThat(chunked.statusCode()).isEqualTo(413);
        assertThat(send("ann", "POST", "/proxy/openai/v1/files", MULTIPART, PART)
                        .statusCode())
                .isEqualTo(413);
        assertThat(first.asked()).isEmpty();
    }

    @Test
    void anUploadMayTakeLongerThanTheProvidersTimeForAnAnswer() throws Exception {
        gateway = gateway(otherFolder, "timeouts: { first-byte: 1s }");
        Flux<ByteBuffer> pieces =
                Flux.interval(Duration.ofMillis(150)).take(10).map(n -> ByteBuffer.wrap(new byte[] {'x'}));

        HttpResponse<String> uploaded = client.send(
                request("ann", "/v1/files")
                        .header("content-type", MULTIPART)
                        .POST(BodyPublishers.fromPublisher(JdkFlowAdapter.publisherToFlowPublisher(pieces)))
                        .build(),
                BodyHandlers.ofString());

        assertThat(uploaded.statusCode()).as(uploaded.body()).isEqualTo(200);
        assertThat(first.asked()).containsExactly(new Asked("POST /v1/files", "x".repeat(10)));
    }

    @Test
    void withoutTheDatabaseNothingIsAnsweredThatCouldBeSomebodyElses() throws Exception {
        gateway = gateway(otherFolder, "ledger: { enabled: false }");
        String file = id(upload("ann"));
        gateway.loseDatabase();

        assertThat(get("ann", "/v1/files/" + file).statusCode()).isEqualTo(503);
        assertThat(get("ann", "/v1/files").statusCode()).isEqualTo(503);
        assertThat(upload("ann").statusCode()).isEqualTo(503);
    }

    @Test
    void eachCallLeavesARecordWithoutAModel() throws Exception {
        gateway = gateway(otherFolder, "");
        String file = id(upload("ann"));
        get("bob", "/v1/files/" + file);

        await().untilAsserted(() -> assertThat(gateway.rows("SELECT * FROM exchange ORDER BY id"))
                .satisfiesExactly(
                        made -> assertThat(made)
                                .containsEntry("PATH", "/v1/files")
                                .containsEntry("PROVIDER", "openai")
                                .containsEntry("STATUS", 200)
                                .containsEntry("MODEL", null),
                        refused -> assertThat(refused)
                                .containsEntry("PATH", "/v1/files/" + file)
                                .containsEntry("STATUS", 404)));
    }

    private HttpResponse<String> upload(String key) throws Exception {
        return send(key, "POST", "/v1/files", MULTIPART, PART);
    }

    private HttpResponse<String> batch(String key, String file) throws Exception {
        String body = "{\"input_file_id\":\"" + file + "\",\"endpoint\":\"/v1/chat/completions\"}";
        return send(key, "POST", "/v1/batches", "application/json", body);
    }

    private static List<String> ids(HttpResponse<String> answer) {
        List<String> ids = new ArrayList<>();
        json(answer).path("data").forEach(item -> ids.add(item.path("id").asText()));
        return ids;
    }
}
