package dev.caravan.gateway;

import static dev.caravan.gateway.KeyClient.code;
import static dev.caravan.gateway.KeyClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.gateway.ledger.Exchanges;
import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.ledger.ExchangeRecord.Content;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger as those who have a key read it: records, usage, costs and files of them. */
class LedgerQueryTest {

    private static final String YAML =
            """
            providers:
              echo: {}
            projects:
              shop: { id: 0b2f6f3e-1111-4222-8333-444455556666, endpoints: {} }
              bank: { id: 0b2f6f3e-1111-4222-8333-444455557777, endpoints: {} }
            keys:
              # printf %s root | sha256sum
              - { name: root, role: admin, hash: "sha256:4813494d137e1631bba301d5acab6e7bb7aa74ce1185d456565ef51d737677b2" }
              # printf %s shop | sha256sum
              - { name: shop admin, role: admin, project: shop, hash: "sha256:8d9001d32c6a703d95921a77115050f33dd823d3f1730bd35215dcbecad6dc20" }
              # printf %s member | sha256sum
              - { name: member, hash: "sha256:e31ab643c44f7a0ec824b59d1194d60dac334200d845e61d2d289daa0f087ea4" }
              # printf %s teller | sha256sum
              - { name: teller, project: bank, role: read-only, scopes: [models], hash: "sha256:4fd76659c9306a403dbaac17bf927d3380ed4ef5895514c603351606e208b842" }
            """;

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private TestGateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new TestGateway(folder, YAML, List.of());
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void recordsComeInPagesTheNewestFirst() throws Exception {
        keepCalls(7);

        List<String> seen = new ArrayList<>();
        String next = "";
        JsonNode page;
        do {
            page = json(get("root", "/api/v1/logs?limit=3" + next));
            page.path("data").forEach(log -> seen.add(log.path("request_id").asText()));
            next = "&after=" + page.path("next").asText();
        } while (page.path("has_more").asBoolean());

        assertThat(seen).containsExactly("call-6", "call-5", "call-4", "call-3", "call-2", "call-1", "call-0");
        assertThat(page.has("next")).isFalse();
    }

    @Test
    void aPageTellsAllButWhatWasSaid() throws Exception {
        keep(Exchanges.called("one")
                .session("s1")
                .bodies("{\"secret\":1}", "{\"answer\":2}")
                .build());

        JsonNode log = json(get("root", "/api/v1/logs")).path("data").path(0);

        assertThat(log.toString())
                .isEqualTo("{\"request_id\":\"one\",\"project\":\"shop\",\"source\":\"proxy\","
                        + "\"started\":\"2026-03-01T12:00:00Z\",\"key\":\"app\",\"user\":\"alice\",\"session\":\"s1\","
                        + "\"trace_id\":\"trace-of-one\",\"span_id\":\"span\",\"method\":\"POST\","
                        + "\"path\":\"/v1/chat/completions\",\"provider\":\"openai\",\"model\":\"gpt-4o-mini\","
                        + "\"stream\":true,\"status\":200,\"outcome\":\"complete\",\"finish_reason\":\"stop\","
                        + "\"latency_ms\":432,\"first_token_ms\":120.5,\"overhead_ms\":0.25,\"input_tokens\":197,"
                        + "\"output_tokens\":54,\"cache_read_tokens\":100,\"reasoning_tokens\":7,"
                        + "\"tokens_estimated\":true,\"cost_usd\":0.0001,\"cost_input_usd\":0.0001}");
    }

    @Test
    void oneRecordTellsWhatWasSaid() throws Exception {
        keep(Exchanges.called("id/with ü")
                .said(new Content("Hello", null, "[{\"name\":\"f\"}]", Map.of("k", "v")))
                .bodies("{\"model\":\"m\"}", "data: {\"x\":1}\n\ndata: [DONE]\n\n")
                .build());
        keep(Exchanges.called("binary")
                .bodies(new byte[] {(byte) 0xff, 0}, null)
                .build());

        HttpResponse<String> answer = get("root", "/api/v1/logs/id%2Fwith%20%C3%BC");
        JsonNode log = json(answer);

        assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
        assertThat(log.path("prompt").asText()).isEqualTo("Hello");
        assertThat(log.has("completion")).isFalse();
        assertThat(log.at("/tool_calls/0/name").asText()).isEqualTo("f");
        assertThat(log.at("/metadata/k").asText()).isEqualTo("v");
        assertThat(log.at("/request_body/model").asText()).isEqualTo("m");
        assertThat(log.path("response_body").asText()).isEqualTo("data: {\"x\":1}\n\ndata: [DONE]\n\n");
        assertThat(json(get("root", "/api/v1/logs/binary"))
                        .path("request_body_base64")
                        .asText())
                .isEqualTo("/wA=");
        assertThat(code(get("root", "/api/v1/logs/nobody"))).isEqualTo("record_not_found");
    }

    @Test
    void filtersNarrowItDown() throws Exception {
        keep(Exchanges.called("a").build());
        keep(Exchanges.called("b").of("shop", "till", "bob").build());
        keep(Exchanges.called("c").of("bank", "app", "alice").build());
        keep(Exchanges.called("d").status(429).build());
        keep(Exchanges.called("e")
                .at(Instant.parse("2026-03-02T00:00:00Z"))
                .from("anthropic", "claude", "claude-1")
                .session("s9")
                .cost("3")
                .build());

        assertFound("user=bob", "b");
        assertFound("project=bank", "c");
        assertFound("status=4xx", "d");
        assertFound("status=429", "d");
        assertFound("status=error", "d");
        assertFound("status=200&user=alice&project=shop&to=2026-03-02", "a");
        assertFound("from=2026-03-02", "e");
        assertFound("to=2026-03-01T11:00:00Z");
        assertFound("from=2026-03-01T13:00:00%2B01:00&to=2026-03-01T13:00:00.000001+01:00&key=till", "b");
        assertFound("session=s9", "e");
        assertFound("trace=trace-of-c", "c");
        assertFound("source=proxy&key=till", "b");
        assertFound("source=kafka");
        assertFound("request_id=a", "a");
        assertFound("request_id_prefix=e", "e");
        assertFound("min_cost=3", "e");
        assertFound("min_latency_ms=433");
        assertFound("provider=anthropic", "e");
        assertFound("model=claude-1", "e");
        assertFound("requested_model=claude", "e");
        assertFound("error_code=rate_limited&outcome=failed", "d");
    }

    private void assertFound(String query, String... expected) throws Exception {
        assertThat(ids(get("root", "/api/v1/logs?" + query))).as(query).containsExactlyInAnyOrder(expected);
    }

    @Test
    void aMistakeIsToldAndNotPassedOver() throws Exception {
        assertRefused("/api/v1/logs?usr=bob", "usr");
        assertRefused("/api/v1/logs?user=a&user=b", "user");
        assertRefused("/api/v1/logs?limit=0", "limit");
        assertRefused("/api/v1/logs?limit=1001", "limit");
        assertRefused("/api/v1/logs?after=nothing", "after");
        assertRefused("/api/v1/logs?from=yesterday", "from");
        assertRefused("/api/v1/logs?from=99999-01-01", "from");
        assertRefused("/api/v1/logs?status=4x", "status");
        assertRefused("/api/v1/logs?source=fax", "source");
        assertRefused("/api/v1/logs?min_cost=-1", "min_cost");
        assertRefused("/api/v1/logs?min_cost=1e999999999", "min_cost");
        assertRefused("/api/v1/logs?format=xml", "format");
        assertRefused("/api/v1/logs/one?user=bob", "user");
        assertRefused("/api/v1/usage?group_by=day,moon", "group_by");
        assertRefused("/api/v1/usage?from=2026-03-02&to=2026-03-02", "from");
        assertRefused("/api/v1/costs?group_by=session&from=2026-01-01&to=2026-03-02", "from");
        assertRefused("/api/v1/costs?from=2026-01-01T01:00:00Z&to=2026-03-02", "from");
    }

    private void assertRefused(String path, String parameter) throws Exception {
        HttpResponse<String> answer = get("root", path);

        assertThat(answer.statusCode()).as(path).isEqualTo(400);
        assertThat(json(answer).at("/error/param").asText()).isEqualTo(parameter);
    }

    @Test
    void usageAndCostsAreAddedUpByWhatIsAsked() throws Exception {
        keep(Exchanges.called("a").build());
        keep(Exchanges.called("b").status(500).cost(null).build());
        keep(Exchanges.called("c")
                .from("anthropic", "claude", null)
                .cost("1.5")
                .of(null, "app", null)
                .build());

        JsonNode usage = json(get("root", "/api/v1/usage?from=2026-03-01&to=2026-03-02&group_by=model,day,project"));
        JsonNode costs = json(get("root", "/api/v1/costs?from=2026-03-01&to=2026-03-02"));

        assertThat(usage.toString())
                .isEqualTo(
                        "{\"from\":\"2026-03-01T00:00:00Z\",\"to\":\"2026-03-02T00:00:00Z\","
                                + "\"group_by\":[\"model\",\"day\",\"project\"],\"data\":["
                                + "{\"model\":\"gpt-4o-mini\",\"day\":\"2026-03-01\",\"project\":\"shop\",\"calls\":2,\"errors\":1,"
                                + "\"input_tokens\":394,\"output_tokens\":108,\"cache_read_tokens\":200,\"cache_write_tokens\":0,"
                                + "\"reasoning_tokens\":14,\"latency_ms\":432},"
                                + "{\"model\":\"claude\",\"day\":\"2026-03-01\",\"project\":null,\"calls\":1,\"errors\":0,"
                                + "\"input_tokens\":197,\"output_tokens\":54,\"cache_read_tokens\":100,\"cache_write_tokens\":0,"
                                + "\"reasoning_tokens\":7,\"latency_ms\":432}],"
                                + "\"total\":{\"calls\":3,\"errors\":1,\"input_tokens\":591,\"output_tokens\":162,"
                                + "\"cache_read_tokens\":300,\"cache_write_tokens\":0,\"reasoning_tokens\":21,\"latency_ms\":432}}");
        assertThat(costs.path("data").toString()).isEqualTo("[{\"calls\":3,\"cost_usd\":1.5001,\"unpriced\":1}]");
        assertThat(json(get("root", "/api/v1/usage?from=2026-03-01T12:00:00Z&to=2026-03-01T12:00:01Z&group_by=session"))
                        .at("/total/calls")
                        .asInt())
                .isEqualTo(3);
        assertThat(json(get("root", "/api/v1/usage")).at("/group_by")).isEmpty();
    }

    @Test
    void nobodySeesWhatIsOfAnotherTenant() throws Exception {
        keep(Exchanges.called("shop-1").of("shop", "app", "alice").build());
        keep(Exchanges.called("bank-1").of("bank", "teller", "alice").build());
        keep(Exchanges.called("same")
                .of("shop", "app", "alice")
                .said(said("of the shop"))
                .build());
        keep(Exchanges.called("same")
                .of("bank", "teller", "alice")
                .said(said("of the bank"))
                .build());
        keep(Exchanges.called("member-1").of(null, "member", "alice").build());
        keep(Exchanges.called("root-1").of(null, "root", "alice").build());
        String teller = "teller";

        Map<String, Set<String>> visible = Map.of(
                "root",
                Set.of("shop-1", "bank-1", "same", "member-1", "root-1"),
                "shop",
                Set.of("shop-1", "same"),
                teller,
                Set.of("bank-1", "same"),
                "member",
                Set.of("member-1"));
        for (Map.Entry<String, Set<String>> viewer : visible.entrySet()) {
            String key = viewer.getKey();
            assertThat(ids(get(key, "/api/v1/logs"))).isEqualTo(viewer.getValue());
            assertThat(ids(get(key, "/api/v1/logs?user=alice&limit=1000"))).isEqualTo(viewer.getValue());
            assertThat(lines(get(key, "/api/v1/logs?format=jsonl")))
                    .hasSameSizeAs(lines(get(
                            "root",
                            "/api/v1/logs?format=jsonl&limit="
                                    + (key.equals("root")
                                            ? 6
                                            : viewer.getValue().size()))));
            for (String id : List.of("shop-1", "bank-1", "member-1", "root-1")) {
                assertThat(get(key, "/api/v1/logs/" + id).statusCode())
                        .as(key + " reads " + id)
                        .isEqualTo(viewer.getValue().contains(id) ? 200 : 404);
            }
            int calls = key.equals("root") ? 6 : viewer.getValue().size();
            for (String query : List.of("group_by=project,key,user", "group_by=session", "from=2026-03-01T01:00:00Z")) {
                String path =
                        "/api/v1/usage?to=2026-03-02" + (query.startsWith("from") ? "&" : "&from=2026-03-01&") + query;
                assertThat(json(get(key, path)).at("/total/calls").asInt()).isEqualTo(calls);
            }
        }
        assertThat(json(get("shop", "/api/v1/logs/same")).path("prompt").asText())
                .isEqualTo("of the shop");
        assertThat(json(get(teller, "/api/v1/logs/same")).path("prompt").asText())
                .isEqualTo("of the bank");
        assertThat(json(get("root", "/api/v1/logs/same?project=shop"))
                        .path("prompt")
                        .asText())
                .isEqualTo("of the shop");
        String cursor = json(get("root", "/api/v1/logs?limit=1")).path("next").asText();
        assertThat(visible.get("shop")).containsAll(ids(get("shop", "/api/v1/logs?after=" + cursor)));
        for (String path : List.of(
                "/api/v1/logs?project=bank",
                "/api/v1/logs/bank-1?project=bank",
                "/api/v1/usage?project=bank",
                "/api/v1/costs?project=bank",
                "/api/v1/logs?project=bank&format=csv")) {
            assertThat(code(get("shop", path))).isEqualTo("project_not_allowed");
            assertThat(code(get("member", path))).isEqualTo("project_not_allowed");
        }
        assertThat(ids(get("member", "/api/v1/logs?key=root"))).isEmpty();
        assertThat(get("nobody", "/api/v1/logs").statusCode()).isEqualTo(401);
    }

    @Test
    void aFileHoldsEveryRecordWhateverItsSize() throws Exception {
        keepCalls(1750);

        HttpResponse<String> csv = get("root", "/api/v1/logs?format=csv");
        HttpResponse<String> jsonl = accepting("application/x-ndjson", "/api/v1/logs?user=alice");

        assertThat(csv.headers().firstValue("content-type")).contains("text/csv; charset=utf-8");
        assertThat(csv.headers().firstValue("content-disposition").orElse(""))
                .matches("attachment; filename=\"logs-\\d{8}T\\d{6}Z\\.csv\"");
        assertThat(accepting("text/csv;q=0, application/json", "/api/v1/logs")
                        .headers()
                        .firstValue("content-type")
                        .orElse(""))
                .startsWith("application/json");
        assertThat(csv.body().split("\r\n", -1)).hasSize(1752);
        assertThat(csv.body()).startsWith("request_id,project,source,started,key,user,");
        assertThat(new HashSet<>(lines(jsonl))).hasSize(1750);
        assertThat(jsonl.headers().firstValue("content-disposition").orElse("")).endsWith(".jsonl\"");
        assertThat(lines(get("root", "/api/v1/logs?format=jsonl&limit=1200"))).hasSize(1200);
        assertThat(get("root", "/api/v1/logs?format=csv&user=nobody").body()).hasLineCount(1);
    }

    @Test
    void aFileOfUsageHoldsEveryGroup() throws Exception {
        gateway.ledger()
                .append(IntStream.range(0, 2500)
                        .mapToObj(i -> Exchanges.called("call-" + i)
                                .of("shop", "app", "user " + i)
                                .build())
                        .toList())
                .block();
        String query = "?from=2026-03-01&to=2026-03-02&group_by=user";

        HttpResponse<String> csv = accepting("text/csv", "/api/v1/costs" + query);

        assertThat(csv.body())
                .startsWith("user,calls,cost_usd,unpriced\r\nuser 0,1,0.0001,0\r\n")
                .hasLineCount(2501);
        assertThat(lines(get("root", "/api/v1/usage" + query + "&format=jsonl")))
                .hasSize(2500);
        JsonNode whole = json(get("root", "/api/v1/usage" + query));
        assertThat(whole.path("data")).hasSize(2500);
        assertThat(whole.at("/total/calls").asInt()).isEqualTo(2500);
        assertThat(get("root", "/api/v1/usage?from=2026-03-05&to=2026-03-06&group_by=user&format=csv")
                        .body())
                .hasLineCount(1);
        await().until(() -> gateway.connectionsInUse() == 0);
    }

    @Test
    void aSpreadsheetFindsNoFormulaInWhatClientsSay() throws Exception {
        keep(Exchanges.called("=cmd|' /C calc'!A0")
                .of("shop", "a,\"b\"", "@SUM(1)")
                .session("line\nbreak")
                .build());

        String csv = get("root", "/api/v1/logs?format=csv").body();

        assertThat(csv)
                .contains("\r\n\"'=cmd|' /C calc'!A0\",shop,")
                .contains(",\"a,\"\"b\"\"\",\"'@SUM(1)\",\"line\nbreak\",");
    }

    @Test
    void aReaderWhoLeavesInTheMiddleOfAFileLeavesNothingBehind() throws Exception {
        gateway.ledger()
                .append(IntStream.range(0, 20_000)
                        .mapToObj(i -> Exchanges.called("call-" + i)
                                .of("shop", "app", "user " + i + "x".repeat(300))
                                .build())
                        .toList())
                .block();

        for (String path : List.of(
                "/api/v1/usage?from=2026-03-01&to=2026-03-02&group_by=user&format=csv", "/api/v1/logs?format=csv")) {
            try (Socket socket = open(path)) {
                assertThat(firstLine(socket.getInputStream())).contains("200 OK");
            }
            await().until(() -> gateway.connectionsInUse() == 0);
        }
        assertThat(lines(get("root", "/api/v1/usage?from=2026-03-01&to=2026-03-02&group_by=user&format=jsonl")))
                .hasSize(20_000);
    }

    @Test
    void moreSlowReadersOfSumsThanThereIsRoomForAreSentAway() throws Exception {
        gateway.ledger()
                .append(IntStream.range(0, 20_000)
                        .mapToObj(i -> Exchanges.called("call-" + i)
                                .of("shop", "app", "user " + i + "x".repeat(300))
                                .build())
                        .toList())
                .block();
        String path = "/api/v1/usage?from=2026-03-01&to=2026-03-02&group_by=user&format=csv";

        try (Socket slow = open(path)) {
            assertThat(firstLine(slow.getInputStream())).contains("200 OK");

            HttpResponse<String> second = get("root", path);

            assertThat(second.statusCode()).isEqualTo(503);
            assertThat(code(second)).isEqualTo("queries_busy");
            assertThat(second.headers().firstValue("retry-after")).isPresent();
            assertThat(get("root", "/api/v1/logs?format=csv&limit=3000").statusCode())
                    .isEqualTo(200);
        }
        await().until(() -> get("root", path).statusCode() == 200);
    }

    @Test
    void theAdminPortHasTheSame() throws Exception {
        keepCalls(1);

        for (String path :
                List.of("/api/v1/logs", "/api/v1/logs/call-0", "/api/v1/usage", "/api/v1/costs?format=csv")) {
            HttpResponse<String> answer =
                    client.send(request("root", gateway.adminUri(path)).build(), BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(get("root", path).body());
        }
    }

    @Test
    void aProjectsEndpointsAreStillCalled() throws Exception {
        HttpRequest call = request("member", gateway.uri("/api/v2/logs"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"message\":\"x\"}"))
                .build();

        assertThat(client.send(call, BodyHandlers.ofString()).statusCode()).isEqualTo(404);
        assertThat(get("member", "/api/v1/logs").statusCode()).isEqualTo(200);
    }

    @Test
    void aDatabaseThatIsAwayIsToldWithATimeToComeAgain() throws Exception {
        gateway.loseDatabase();

        for (String path : List.of("/api/v1/logs", "/api/v1/logs/x", "/api/v1/usage", "/api/v1/logs?format=csv")) {
            HttpResponse<String> answer = get("root", path);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(code(answer)).isEqualTo("database_unavailable");
            assertThat(answer.headers().firstValue("content-disposition")).isEmpty();
        }
    }

    private static Content said(String prompt) {
        return new Content(prompt, null, null, Map.of());
    }

    private void keepCalls(int calls) {
        gateway.ledger()
                .append(IntStream.range(0, calls)
                        .mapToObj(i -> Exchanges.called("call-" + i)
                                .at(Exchanges.NOON.plusMillis(i))
                                .build())
                        .toList())
                .block();
    }

    private void keep(ExchangeRecord exchange) {
        gateway.ledger().append(List.of(exchange)).block();
    }

    /** A reader who takes no more than the system's buffers. */
    private Socket open(String path) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout(20_000);
        socket.connect(new java.net.InetSocketAddress(
                InetAddress.getLoopbackAddress(), gateway.uri("/").getPort()));
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer root\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static @Nullable String firstLine(InputStream in) throws IOException {
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII), 64).readLine();
    }

    private static Set<String> ids(HttpResponse<String> page) {
        Set<String> ids = new HashSet<>();
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        json(page).path("data").forEach(log -> ids.add(log.path("request_id").asText()));
        return ids;
    }

    private static List<String> lines(HttpResponse<String> file) {
        assertThat(file.statusCode()).as(file.body()).isEqualTo(200);
        return file.body().lines().toList();
    }

    private HttpResponse<String> get(String key, String path) throws Exception {
        return client.send(request(key, gateway.uri(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> accepting(String type, String path) throws Exception {
        return client.send(
                request("root", gateway.uri(path)).header("accept", type).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String key, java.net.URI uri) {
        return HttpRequest.newBuilder(uri).header("authorization", "Bearer " + key);
    }
}
