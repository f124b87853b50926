package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.gateway.ledger.KeptExchange;
import dev.caravan.spi.wire.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exchanges that are reported over HTTP, from the request to the ledger's rows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IngestionTest {

    private static final String INGEST = "/api/v1/ingest";
    private static final String BATCH = "/api/v1/ingest/batch";
    private static final String INTAKE = "/apis/intake/v2/workspaces/lab/ingest/chat-completions";
    private static final Path GOLDENS = Path.of("..", "src", "acceptance", "src", "test", "resources");

    private static final String SINGLE =
            """
            {
            "provider": "openai",
            "path": "/v1/chat/completions",
            "method": "POST",
            "status_code": 200,
            "latency_ms": 432,
            "request_body": {
            "model": "gpt-4o-mini",
            "messages": [{"role": "user", "content": "Hello"}]
            },
            "response_body": {
            "choices": [{"message": {"content": "Hi there!"}}],
            "usage": {"prompt_tokens": 10, "completion_tokens": 5}
            }
            }""";

    private static final String BOTH =
            """
            {
            "exchanges": [
            {
            "provider": "openai",
            "path": "/v1/chat/completions",
            "method": "POST",
            "status_code": 200,
            "latency_ms": 350,
            "request_body": {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hello"}]},
            "response_body": {"choices": [{"message": {"content": "Hi there!"}}],
                "usage": {"prompt_tokens": 10, "completion_tokens": 5}}
            },
            {
            "provider": "anthropic",
            "path": "/v1/messages",
            "method": "POST",
            "status_code": 200,
            "latency_ms": 520,
            "request_body": {"model": "claude-sonnet-4-5", "max_tokens": 99,
                "messages": [{"role": "user", "content": "Good day"}]},
            "response_body": {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-sonnet-4-5-20250929",
                "content": [{"type": "text", "text": "Good day to you!"}], "stop_reason": "end_turn",
                "usage": {"input_tokens": 12, "output_tokens": 6}}
            }
            ]
            }""";

    private static final String CAPTURED =
            "{\"request\":{\"messages\":[{\"role\":\"user\"}],\"model\":\"gpt-4o-mini\"},\"response\":{\"error\":{}}}";

    private final HttpClient client = HttpClient.newHttpClient();

    private TestGateway gateway;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("prices.yaml"),
                """
                models:
                  - {names: gpt-4o-mini, prices: {input: 1, output: 10}}
                  - {names: claude-sonnet-4-5, prices: {input: 3, output: 15}}
                """);
        gateway = new TestGateway(
                folder,
                """
                providers: {echo: {}, anthropic: {api-key: k}}
                keys:
                  - {name: sidecar, hash: "sk-sidecar", role: member, project: shop}
                  - {name: other, hash: "sk-other", role: member, project: office}
                  - {name: auditor, hash: "sk-auditor", role: read-only, scopes: [ingest, models]}
                  - {name: chats, hash: "sk-chats", role: member, scopes: [chat]}
                  - {name: slow, hash: "sk-slow", role: member, limits: {requests-per-hour: 1}}
                  - {name: lab, hash: "sk-lab", role: member, project: lab}
                  - {name: solo, hash: "sk-solo", role: member}
                  - {name: solo2, hash: "sk-solo2", role: member}
                ingestion: {max-body: 1MiB, max-batch-body: 2MiB, max-batch: 50, keyless-intake: lab}
                """
                        .transform(IngestionTest::hashed),
                List.of());
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @BeforeEach
    void forget() throws SQLException {
        gateway.forgetKept();
    }

    @Test
    void oneExchangeIsKept() throws Exception {
        HttpResponse<String> answer = post(INGEST, SINGLE);

        KeptExchange kept = only();
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(answer.body())
                .isEqualTo("{\"request_id\":\"" + kept.text("request_id") + "\",\"status\":\"accepted\"}");
        assertThat(kept.text("request_id"))
                .isEqualTo(answer.headers().firstValue("x-ingate-request-id").orElse(""))
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(kept.text("source")).isEqualTo("INGEST");
        assertThat(kept.text("project")).isEqualTo("shop");
        assertThat(kept.text("key_name")).isEqualTo("sidecar");
        assertThat(kept.text("provider")).isEqualTo("openai");
        assertThat(kept.text("path")).isEqualTo("/v1/chat/completions");
        assertThat(kept.text("method")).isEqualTo("POST");
        assertThat(kept.number("status")).isEqualTo(200);
        assertThat(kept.number("latency")).isEqualTo(432_000);
        assertThat(kept.text("model")).isEqualTo("gpt-4o-mini");
        assertThat(kept.number("input_tokens")).isEqualTo(10);
        assertThat(kept.number("output_tokens")).isEqualTo(5);
        assertThat(kept.cost()).isEqualTo("0.00006");
        assertThat(kept.content().prompt()).isEqualTo("Hello");
        assertThat(kept.content().completion()).isEqualTo("Hi there!");
        assertThat(kept.requestJson()).isEqualTo(tree(SINGLE).path("request_body"));
        assertThat(kept.response()).contains("Hi there!");
    }

    @Test
    void aBatchIsKept() throws Exception {
        HttpResponse<String> answer = post(BATCH, BOTH);

        List<KeptExchange> kept = gateway.kept();
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body())
                .isEqualTo("{\"accepted\":2,\"rejected\":0,\"items\":["
                        + "{\"index\":0,\"request_id\":\"%s\",\"accepted\":true},"
                                .formatted(kept.get(0).text("request_id"))
                        + "{\"index\":1,\"request_id\":\"%s\",\"accepted\":true}]}"
                                .formatted(kept.get(1).text("request_id")));
        assertThat(kept.get(1).text("model")).isEqualTo("claude-sonnet-4-5");
        assertThat(kept.get(1).text("served_model")).isEqualTo("claude-sonnet-4-5-20250929");
        assertThat(kept.get(1).content().prompt()).isEqualTo("Good day");
        assertThat(kept.get(1).content().completion()).isEqualTo("Good day to you!");
        assertThat(kept.get(1).text("finish_reason")).isEqualTo("stop");
        assertThat(kept.get(1).number("latency")).isEqualTo(520_000);
        assertThat(kept.get(1).cost()).isEqualTo("0.000126");
    }

    @Test
    void aBadExchangeDoesNotSpoilItsBatch() throws Exception {
        String batch = "{\"exchanges\":[%s,{\"prompt\":5,\"request_id\":\"bad\"},7,null,{},%s,%s]}"
                .formatted(
                        SINGLE,
                        SINGLE.replace("[{\"role\": \"user\", \"content\": \"Hello\"}]", "{\"role\":[]}"),
                        SINGLE.replace("Hello", "\\ud83d\\u0000"));

        JsonNode answer = tree(post(BATCH, batch).body());

        assertThat(answer.path("accepted").intValue()).isEqualTo(3);
        assertThat(answer.path("rejected").intValue()).isEqualTo(4);
        assertThat(answer.at("/items/1").toString())
                .isEqualTo("{\"index\":1,\"request_id\":\"bad\",\"accepted\":false,"
                        + "\"error\":\"Invalid 'prompt': expected a string.\"}");
        assertThat(answer.at("/items/2/error").asText()).isEqualTo("Expected an object.");
        assertThat(answer.at("/items/3/error").asText()).isEqualTo("Expected an object.");
        assertThat(answer.at("/items/4/error").asText()).startsWith("There is nothing to keep");
        assertThat(gateway.kept()).hasSize(3);
    }

    @Test
    void whatTheReporterExtractedIsTheFallback() throws Exception {
        String mine = "\"model\": \"mine\", \"prompt\": \"mine\", \"completion\": \"mine\", \"token_count\": 7,"
                + " \"metadata\": {\"team\": \"a\", \"finish_reason\": \"mine\"}";

        post(INGEST, with(SINGLE.replace("\"content\": \"Hi there!\"", "\"content\": \"Hi\""), mine));
        post(INGEST, with(SINGLE.replace("/v1/chat/completions", "/v1/our-own"), mine));
        post(INGEST, "{" + mine + "}");
        post(
                INGEST,
                with(
                        SINGLE.replace("\"response_body\": {", "\"response_body\": {\"error\": {\"code\": \"x\"},"),
                        mine));

        List<KeptExchange> kept = gateway.kept();
        assertThat(kept).extracting(row -> row.content().prompt()).containsExactly("Hello", "mine", "mine", "Hello");
        assertThat(kept).extracting(row -> row.content().completion()).containsExactly("Hi", "mine", "mine", "mine");
        assertThat(kept)
                .extracting(row -> row.text("model"))
                .containsExactly("gpt-4o-mini", "mine", "mine", "gpt-4o-mini");
        assertThat(kept).extracting(row -> row.text("output_tokens")).containsExactly("5", "7", "7", "7");
        assertThat(kept).extracting(KeptExchange::cost).containsExactly("0.00006", null, null, null);
        assertThat(kept).allSatisfy(row -> assertThat(row.content().metadata()).containsEntry("team", "a"));
        assertThat(kept.get(3).text("error_code")).isEqualTo("x");
    }

    @ParameterizedTest
    @CsvSource({
        "openai/chat-stream.sse, /v1/chat/completions, openai, 0.000119",
        "openai/response-stream.sse, /v1/responses, openai, 0.000119",
        "anthropic/message-stream.sse, /v1/messages, anthropic, 0.000207"
    })
    void recordedStreamsAreRead(String file, String path, String provider, String cost) throws Exception {
        ObjectNode report = Json.object();
        report.put("provider", provider).put("path", path).put("status_code", 200);
        report.put("response_body", Files.readString(GOLDENS.resolve(file)));
        report.putObject("request_body").put("model", "asked").put("stream", true);

        assertThat(post(INGEST, report.toString()).statusCode()).isEqualTo(202);

        KeptExchange kept = only();
        assertThat(kept.content().completion()).isEqualTo("Grüße aus der Karawanserei – 你好 👋");
        assertThat(kept.number("input_tokens")).isEqualTo(19);
        assertThat(kept.number("output_tokens")).isEqualTo(10);
        assertThat(kept.text("finish_reason")).isNotBlank();
        assertThat(kept.cost()).isEqualTo(cost);
        assertThat(kept.response()).isEqualTo(Files.readString(GOLDENS.resolve(file)));
    }

    @ParameterizedTest
    @CsvSource({
        "openai/chat-tools-stream.sse, /v1/chat/completions",
        "openai/response-tools-stream.sse, /v1/responses",
        "anthropic/message-tools-stream.sse, /v1/messages"
    })
    void callsOfToolsAreRead(String file, String path) throws Exception {
        ObjectNode report = Json.object();
        report.put("path", path).put("response_body", Files.readString(GOLDENS.resolve(file)));

        assertThat(post(INGEST, report.toString()).statusCode()).isEqualTo(202);

        JsonNode calls = tree(Objects.requireNonNull(only().content().toolCalls()));
        assertThat(calls).hasSize(2);
        assertThat(calls.get(0).path("name").asText()).isNotBlank();
        assertThat(tree(calls.get(0).path("arguments").asText()).isObject()).isTrue();
    }

    @Test
    void theExampleOfIntakeIsTakenWithoutAKey() throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(gateway.uri(INTAKE))
                        .header("content-type", "application/json")
                        .POST(BodyPublishers.ofString(CAPTURED))
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body())
                .matches("\\{\"session_id\":\"session_[0-9a-f]{16}\",\"span_id\":\"span_[0-9a-f]{16}\"}");
        KeptExchange kept = only();
        assertThat(kept.text("source")).isEqualTo("INTAKE");
        assertThat(kept.text("project")).isEqualTo("lab");
        assertThat(kept.text("session_id"))
                .isEqualTo(tree(answer.body()).path("session_id").asText());
        assertThat(kept.text("span_id"))
                .isEqualTo(tree(answer.body()).path("span_id").asText());
        assertThat(kept.content().metadata()).containsEntry("workspace", "lab");
    }

    @Test
    void aKeyThatIsNoGoodIsNotTakenForNone() throws Exception {
        assertThat(post(INTAKE, CAPTURED, "sk-nobody").statusCode()).isEqualTo(401);
        assertThat(post(INTAKE, CAPTURED, "sk-other").statusCode()).isEqualTo(201);
        assertThat(only().text("project")).isEqualTo("office");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST|sk-nobody|/apis/intake/v2/workspaces/w/ingest/chat-completions|401|Incorrect API key provided.",
                "POST|sk-chats|/apis/intake/v2/workspaces/w/ingest/chat-completions|403|This key lacks the scope 'ingest'.",
                "POST|sk-auditor|/apis/intake/v2/workspaces/w/ingest/chat-completions|403|A read-only key may only read (GET).",
                "POST|sk-sidecar|/apis/intake/v2/nothing|404|Unknown request URL: POST /apis/intake/v2/nothing.",
                "GET|sk-sidecar|/apis/intake/v2/workspaces/w/ingest/chat-completions|405|Method GET is not allowed here; allowed: POST."
            })
    void intakeRefusesAsFastApiDoes(String method, String key, String path, int status, String detail)
            throws Exception {
        HttpResponse<String> answer = send(method, path, CAPTURED, key);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo("{\"detail\":\"" + detail + "\"}");
        assertThat(gateway.kept()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, sk-nobody, /api/v1/ingest, 401, invalid_api_key",
        "POST, sk-chats, /api/v1/ingest, 403, insufficient_scope",
        "POST, sk-auditor, /api/v1/ingest, 403, role_not_allowed",
        "POST, sk-auditor, /api/v1/ingest/batch, 403, role_not_allowed",
        "GET, sk-sidecar, /api/v1/ingest, 405, method_not_allowed",
        "PUT, sk-sidecar, /api/v1/ingest/batch, 405, method_not_allowed"
    })
    void refusesAsOpenAiDoes(String method, String key, String path, int status, String code) throws Exception {
        HttpResponse<String> answer = send(method, path, SINGLE, key);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(tree(answer.body()).at("/error/code").asText()).isEqualTo(code);
        assertThat(gateway.kept()).isEmpty();
    }

    @Test
    void aMistakeNamesItsField() throws Exception {
        HttpResponse<String> answer = post(INGEST, "{\"prompt\":\"p\",\"status_code\":\"ok\"}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .isEqualTo("{\"error\":{\"message\":\"Invalid 'status_code': expected a whole number from 0 to 999.\","
                        + "\"type\":\"invalid_request_error\",\"param\":\"status_code\",\"code\":\"invalid_type\"}}");
        assertThat(tree(post(BATCH, "{\"exchange\":[]}").body())
                        .at("/error/param")
                        .asText())
                .isEqualTo("exchanges");
        assertThat(tree(post(INGEST, "{\"prompt\":").body())
                        .at("/error/message")
                        .asText())
                .isEqualTo("The body is no JSON: Expecting value, character 10.");
    }

    @Test
    void faultsOfIntakeAreTold() throws Exception {
        HttpResponse<String> answer = post(INTAKE, "{\"request\":{\"messages\":[{\"role\":\"boss\"}]},\"response\":1}");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(tree(answer.body()).at("/detail/0/loc").toString())
                .isEqualTo("[\"body\",\"request\",\"messages\",0,\"role\"]");
        assertThat(tree(answer.body()).at("/detail/1/msg").asText()).isEqualTo("Field required");
        assertThat(gateway.kept()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/ingest, 1048576, false",
        "/api/v1/ingest, 1048576, true",
        "/api/v1/ingest/batch, 2097152, false",
        "/api/v1/ingest/batch, 2097152, true",
        "/apis/intake/v2/workspaces/w/ingest/chat-completions, 1048576, true"
    })
    void aReportThatIsTooLargeIsToldTheLimit(String path, int limit, boolean chunked) throws Exception {
        byte[] body = new byte[limit + 1];
        HttpRequest.BodyPublisher publisher = chunked
                ? BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))
                : BodyPublishers.ofByteArray(body);

        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(gateway.uri(path))
                        .header("x-ingate-key", "sk-sidecar")
                        .POST(publisher)
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("larger than the limit of " + limit + " bytes");
    }

    @Test
    void aBatchOfTooManyIsToldTheLimit() throws Exception {
        HttpResponse<String> answer = post(BATCH, "{\"exchanges\":[" + "{},".repeat(50) + "{}]}");

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("50 exchanges at most, this one has 51");
    }

    @Test
    void aCallerBeyondItsLimitWaits() throws Exception {
        assertThat(post(INGEST, SINGLE, "sk-slow").statusCode()).isEqualTo(202);
        assertThat(post(INGEST, SINGLE, "sk-slow").statusCode()).isEqualTo(429);
    }

    @Test
    void theSameReportAgainIsAnsweredAlikeAndKeptOnce() throws Exception {
        String report = with(SINGLE, "\"request_id\": \"mine\"");
        String batch = "{\"exchanges\":[" + report + "," + report + "," + SINGLE + "]}";

        String first = post(INGEST, report).body();
        assertThat(post(INGEST, report).body()).isEqualTo(first).contains("\"mine\"");
        assertThat(tree(post(BATCH, batch).body()).path("accepted").intValue()).isEqualTo(3);
        assertThat(gateway.kept()).hasSize(2);

        post(INGEST, report, "sk-other");
        assertThat(gateway.kept()).extracting(row -> row.text("project")).containsExactly("shop", "shop", "office");
    }

    @Test
    void keysWithoutAProjectDoNotTakeEachOthersRequestIds() throws Exception {
        String report = with(SINGLE, "\"request_id\": \"mine\"");

        for (String key : List.of("sk-solo", "sk-solo2", "sk-solo")) {
            assertThat(post(INGEST, report, key).statusCode()).isEqualTo(202);
        }

        assertThat(gateway.kept()).extracting(row -> row.text("key_name")).containsExactly("solo", "solo2");
    }

    @Test
    void theSameReportManyTimesAtOnceIsKeptOnce() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String report = with(SINGLE, "\"request_id\": \"r-" + i % 10 + "\"");
            answers.add(client.sendAsync(request(INGEST, report, "sk-sidecar"), BodyHandlers.ofString()));
        }

        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(answer.get().statusCode()).isEqualTo(202);
        }
        assertThat(gateway.kept()).hasSize(10);
    }

    @Test
    void largeReportsComeBackAsTheyWere() throws Exception {
        String text = "x1y2".repeat(200_000);

        assertThat(post(INGEST, SINGLE.replace("Hello", text)).statusCode()).isEqualTo(202);

        assertThat(only().requestJson().at("/messages/0/content").asText()).isEqualTo(text);
    }

    /** The configuration with the hashes of the keys that it names. */
    private static String hashed(String yaml) {
        return Pattern.compile("sk-\\w+")
                .matcher(yaml)
                .replaceAll(key -> "sha256:" + HexFormat.of().formatHex(sha256(key.group())));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeptExchange only() throws Exception {
        List<KeptExchange> kept = gateway.kept();
        assertThat(kept).hasSize(1);
        return kept.get(0);
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return post(path, body, "sk-sidecar");
    }

    private HttpResponse<String> post(String path, String body, String key) throws Exception {
        return client.send(request(path, body, key), BodyHandlers.ofString());
    }

    private HttpResponse<String> send(String method, String path, String body, String key) throws Exception {
        return client.send(
                HttpRequest.newBuilder(request(path, body, key), (name, value) -> true)
                        .method(method, method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpRequest request(String path, String body, String key) {
        return HttpRequest.newBuilder(gateway.uri(path))
                .header("x-ingate-key", key)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private static String with(String report, String more) {
        return report.substring(0, report.length() - 1) + ", " + more + "}";
    }

    private static JsonNode tree(String json) {
        return Objects.requireNonNull(Json.parse(json), json);
    }
}
