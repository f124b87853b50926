package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.gateway.ScriptedUpstream.Reply;
import dev.caravan.gateway.edge.CallEnd;
import dev.caravan.gateway.edge.EventLoops;
import dev.caravan.gateway.ledger.Exchanges;
import dev.caravan.gateway.redis.TestRedis;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.blockhound.BlockHound;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Nothing on the way of a call blocks an event loop: BlockHound reports every blocking call on one of its threads. */
class EventLoopTest {

    private static final List<String> BLOCKED = new CopyOnWriteArrayList<>();
    private static final String CHAT =
            "{\"model\":\"%s\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";

    private static final String TURN =
            "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"gpt\",\"choices\":[{\"index\":0,\"message\":"
                    + "{\"role\":\"assistant\",%s},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}";

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<CallEnd> ended = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

    private DisposableServer upstream;
    private TestGateway gateway;

    @BeforeAll
    static void watchTheEventLoops() {
        BlockHound.builder()
                .nonBlockingThreadPredicate(
                        former -> former.or(thread -> thread.getName().startsWith(EventLoops.THREAD_PREFIX)))
                .blockingMethodCallback(method -> BLOCKED.add(method + " by " + where()))
                .install();
    }

    /** The innermost frames that are neither the JDK's nor the watch's own. */
    private static String where() {
        return StackWalker.getInstance().walk(frames -> frames.map(StackWalker.StackFrame::toString)
                .filter(frame -> !frame.startsWith("java.")
                        && !frame.startsWith("jdk.")
                        && !frame.startsWith("reactor.blockhound"))
                .skip(2)
                .limit(6)
                .collect(Collectors.joining(" < ")));
    }

    @BeforeEach
    void start() throws IOException {
        upstream = HttpServer.create()
                .port(0)
                .route(routes -> routes.post("/v1/chat/completions", (request, response) -> request.receive()
                                .aggregate()
                                .asString()
                                .flatMapMany(body -> body.contains("\"stream\":true")
                                        ? response.header("content-type", "text/event-stream")
                                                .sendString(Flux.just("data: {\"id\":\"c\"}\n\n", "data: [DONE]\n\n"))
                                        : response.header("content-type", "application/json")
                                                .sendString(Flux.just("{}"))))
                        .get(
                                "/v1/models",
                                (request, response) -> response.sendString(
                                        Flux.just("{\"data\":[{\"id\":\"m\",\"created\":1,\"owned_by\":\"o\"}]}"))))
                .bindNow();
        KeyRoutes.write(folder);
        Files.writeString(
                folder.resolve("prices.yaml"), "models: [{names: [echo-1, gpt], prices: {input: 1, output: 1}}]\n");
        gateway = new TestGateway(
                folder,
                """
                providers:
                  echo: {}
                  openai: { url: "http://127.0.0.1:%d/v1", api-key: sk-upstream }
                  failing: { plugin: echo, fail-status: 503 }
                aliases:
                  smart: { targets: [failing/echo-1, echo/echo-1], retries: 1, backoff: 1ms }
                cache: { enabled: true, max-entry: 4MiB }
                context:
                  models:
                    echo/echo-short: { soft-limit: 100, hard-limit: 400000 }
                    echo/echo-sum: { soft-limit: 100, hard-limit: 400000, strategy: summarize, summarizer: echo/echo-1 }
                projects:
                  shop:
                    id: 0b2f6f3e-1111-4222-8333-444455556666
                    endpoints:
                      tell: { model: smart, streaming: true, system: Be brief., template: "<{{input}}>" }
                      check:
                        model: smart
                        streaming: true
                        input-schema: { type: object, required: [city], properties: { city: { format: email, pattern: "^[A-Z]" } } }
                        output-schema: { type: string, minLength: 3 }
                limits:
                  per-user: { requests-per-minute: 1000, requests-per-hour: 1000, concurrent: 10 }
                  models: { openai/gpt: { requests-per-minute: 1000 }, echo/echo-1: { concurrent: 10 } }
                  providers: { openai: { concurrent: 10 }, failing: { requests-per-hour: 1000 } }
                budgets:
                  per-user: { usd-per-day: 1000, usd-per-month: 1000, tokens-per-request: 100000000 }
                  unknown-price: free
                guardrails:
                  names: { kind: test-word, word: Robinson, action: redact, restore: true }
                  rude: { kind: test-judge, word: idiot, on: input }
                  silent: { kind: test-judge, word: idiot, action: shadow }
                """
                        .formatted(upstream.port()),
                List.of((call, end) -> ended.add(end)));
        BLOCKED.clear();
    }

    @AfterEach
    void stop() {
        gateway.close();
        upstream.disposeNow();
    }

    @Test
    void noCallBlocksIt() throws Exception {
        assertThat(chat("openai/gpt", false, "hello").body()).isEqualTo("{}");
        assertThat(chat("openai/gpt", true, "hello").body()).endsWith("data: [DONE]\n\n");
        assertThat(chat("echo/echo-1", false, "hello").body()).contains("echo: hello");
        assertThat(chat("echo/echo-1?chunk-delay=1ms", true, "hello").body()).endsWith("data: [DONE]\n\n");
        assertThat(chat("openai/gpt", false, "x".repeat(2_000_000)).statusCode())
                .isEqualTo(200);
        assertThat(chat("nobody/gpt", false, "hello").statusCode()).isEqualTo(200);
        assertThat(get("/v1/models").body()).contains("\"m\"");
        assertThat(get("/proxy/openai/v1/models").statusCode()).isEqualTo(200);
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
        assertThat(get("/metrics").statusCode()).isEqualTo(200);

        await().untilAsserted(() -> assertThat(ended).hasSize(10));
        assertThat(BLOCKED).isEmpty();
    }

    @Test
    void noTranslatedCallAndNoFailoverBlocksIt() throws Exception {
        assertThat(messages("/v1/messages", "echo-1", false, "hello").body()).contains("echo: hello");
        assertThat(messages("/v1/messages", "echo-1?chunk-delay=1ms", true, "hello")
                        .body())
                .contains("message_stop");
        assertThat(messages("/v1/messages", "echo-1", false, "x".repeat(2_000_000))
                        .statusCode())
                .isEqualTo(200);
        assertThat(messages("/v1/messages/count_tokens", "echo-1", false, "hello")
                        .body())
                .contains("input_tokens");
        assertThat(chat("smart", false, "hello").body()).contains("echo: hello");
        assertThat(chat("smart", true, "hello").body()).endsWith("data: [DONE]\n\n");

        await().untilAsserted(() -> assertThat(ended).hasSize(6));
        assertThat(BLOCKED).isEmpty();
    }

    @Test
    void noSessionNoAgentAndNoLookIntoTheProcessBlocksIt() throws Exception {
        gateway.close();
        try (SocketUpstream sockets = new SocketUpstream();
                AgentUpstream agent = new AgentUpstream(AgentUpstream.FORMER_CARD)) {
            gateway = new TestGateway(
                    folder,
                    """
                    providers: { openai: { url: "%s", api-key: sk-upstream, realtime: true } }
                    a2a-agents: { weather: { url: "%s/card.json" } }
                    admin: { debug: true }
                    budgets: { per-user: { usd-per-day: 1000 }, unknown-price: free }
                    """
                            .formatted(sockets.url(), agent.url()),
                    List.of((call, end) -> ended.add(end)));
            sockets.answers("ask", "{\"type\":\"response.done\",\"response\":{\"usage\":{\"input_tokens\":1}}}");
            try (SocketClient socket = SocketClient.open(
                    gateway.uri("/v1/realtime?model=openai/gpt"),
                    Map.of("authorization", "Bearer " + gateway.key(), "x-ingate-user-id", "ann"))) {
                assertThat(socket.say("ask").hears()).contains("response.done");
                assertThat(socket.say("x".repeat(2_000_000)).hears()).hasSize(2_000_000);
                assertThat(socket.goodbye(1000, "").hears()).startsWith("close 1000");
            }
            assertThat(get("/.well-known/agent-card.json").statusCode()).isEqualTo(200);
            assertThat(post("/v1/a2a", "{\"message\":\"hello\"}").body()).contains("message/send");
            assertThat(post("/v1/a2a", "{\"message\":\"" + "x".repeat(600_000) + "\"}")
                            .body())
                    .contains("message/send");
            assertThat(get("/statsz").statusCode()).isEqualTo(200);
            for (String path :
                    List.of("/debug/threads", "/debug/heap", "/debug/jfr?seconds=1", "/debug/cpu?seconds=1")) {
                HttpRequest look = HttpRequest.newBuilder(gateway.adminUri(path))
                        .header("authorization", "Bearer " + gateway.key())
                        .build();
                assertThat(client.send(look, BodyHandlers.ofByteArray()).statusCode())
                        .isEqualTo(200);
            }

            await().untilAsserted(() -> assertThat(ended).hasSize(9));
            assertThat(BLOCKED).isEmpty();
        }
    }

    @Test
    void noAdministrationOfKeysBlocksIt() throws Exception {
        KeyClient admin = new KeyClient(gateway, gateway.key());
        JsonNode app = admin.create("{\"name\":\"app\"}");
        String id = "/" + app.path("id").asText();

        assertThat(admin.with(app.path("key").asText()).chat().statusCode()).isEqualTo(200);
        assertThat(admin.send("GET", "", "").statusCode()).isEqualTo(200);
        assertThat(admin.send("GET", id, "").statusCode()).isEqualTo(200);
        assertThat(admin.send("PATCH", id, "{\"enabled\":true}").statusCode()).isEqualTo(200);
        assertThat(admin.send("POST", id + "/rotate", "").statusCode()).isEqualTo(200);
        assertThat(admin.send("DELETE", id, "").statusCode()).isEqualTo(200);

        await().untilAsserted(() -> assertThat(ended).hasSize(7));
        assertThat(BLOCKED).isEmpty();
    }

    @Test
    void noQuestionToTheLedgerBlocksItAndNoReaderWhoLeaves() throws Exception {
        gateway.ledger()
                .append(IntStream.range(0, 3000)
                        .mapToObj(i -> Exchanges.called("call-" + i)
                                .of(null, "app", "user " + i)
                                .build())
                        .toList())
                .block();
        String usage = "/api/v1/usage?from=2026-03-01&to=2026-03-02&group_by=user";
        for (String path : List.of(
                "/api/v1/logs", "/api/v1/logs/call-1", "/api/v1/logs?format=csv", usage, usage + "&format=jsonl")) {
            assertThat(get(path).statusCode()).isEqualTo(200);
        }
        try (InputStream left = client.send(request(usage + "&format=csv").build(), BodyHandlers.ofInputStream())
                .body()) {
            assertThat(left.read()).isEqualTo('u');
        }

        await().untilAsserted(() -> assertThat(ended).hasSize(6));
        await().until(() -> gateway.connectionsInUse() == 0);
        assertThat(BLOCKED).isEmpty();
    }

    @Test
    void noCallOfAnEndpointBlocksIt() throws Exception {
        assertThat(endpoint("tell", "\"message\":\"hello\"").body()).contains("echo: <hello>");
        HttpResponse<String> begun = endpoint("tell", "\"message\":\"hello\",\"session\":true,\"stream\":true");
        String session = begun.headers().firstValue("x-ingate-session-id").orElse("");
        assertThat(begun.body()).endsWith("data: [DONE]\n\n");
        assertThat(endpoint("tell", "\"message\":\"hello\",\"session_id\":\"" + session + "\"")
                        .body())
                .contains(session);
        assertThat(endpoint("tell", "\"message\":\"" + "x".repeat(2_000_000) + "\",\"session\":true")
                        .statusCode())
                .isEqualTo(200);
        assertThat(endpoint("check", "\"message\":\"{\\\"city\\\":\\\"oslo\\\",\\\"x\\\":1}\"")
                        .statusCode())
                .isEqualTo(422);
        assertThat(endpoint("check", "\"message\":\"{\\\"city\\\":\\\"Oslo\\\"}\",\"stream\":true")
                        .body())
                .endsWith("data: [DONE]\n\n");

        await().untilAsserted(() -> assertThat(ended).hasSize(6));
        assertThat(BLOCKED).isEmpty();
    }

    @Test
    void noAgentBlocksItAndNoClientOfItsTools() throws Exception {
        gateway.close();
        try (ScriptedUpstream model = new ScriptedUpstream();
                TestMcpServer tools = new TestMcpServer().tool("add", arguments -> Mono.just("12"))) {
            gateway = new TestGateway(
                    folder,
                    """
                    providers: { openai: { url: "%s", api-key: k } }
                    mcp-servers: { maths: { transport: streamable-http, url: "%s" } }
                    agents: { helper: { model: openai/gpt, mcp-servers: [maths] } }
                    guardrails: { pii: { kind: pii, on: [input], action: redact } }
                    """
                            .formatted(model.url(), tools.url()),
                    List.of((call, end) -> ended.add(end)));
            BLOCKED.clear();
            for (boolean stream : List.of(true, false)) {
                model.next(
                        Reply.json(
                                200,
                                TURN.formatted("\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":"
                                        + "{\"name\":\"maths__add\",\"arguments\":\"{}\"}}]")),
                        Reply.json(200, TURN.formatted("\"content\":\"It is 12.\"")));
                assertThat(chat("helper", stream, "x".repeat(stream ? 10 : 600_000))
                                .body())
                        .contains("It is 12.");
            }
            String call =
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"maths__add\"}}";
            assertThat(post("/mcp", call).body()).contains("12");
            assertThat(tools.heard("tools/call")).isEqualTo(3);

            await().untilAsserted(() -> assertThat(ended).hasSize(3));
            assertThat(BLOCKED).isEmpty();
        }
    }

    @Test
    void noReportBlocksIt() throws Exception {
        String said = "{\"provider\":\"openai\",\"path\":\"/v1/chat/completions\",\"request_body\":{\"model\":\"gpt\","
                + "\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]},\"response_body\":{\"choices\":[{\"message\":"
                + "{\"content\":\"Hi\"}}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}}";
        String intake = "/apis/intake/v2/workspaces/w/ingest/chat-completions";
        for (String text : List.of("hello", "x".repeat(600_000))) {
            String report = said.formatted(text);
            assertThat(post("/api/v1/ingest", report).statusCode()).isEqualTo(202);
            assertThat(post("/api/v1/ingest/batch", "{\"exchanges\":[" + report + ",5," + report + "]}")
                            .statusCode())
                    .isEqualTo(202);
            assertThat(post(intake, report.replace("request_body", "request").replace("response_body", "response"))
                            .statusCode())
                    .isEqualTo(201);
        }
        assertThat(post("/api/v1/ingest/batch", "{\"exchanges\":[" + "5,".repeat(100) + "5]}")
                        .statusCode())
                .isEqualTo(202);
        assertThat(post(intake, "{").statusCode()).isEqualTo(422);

        await().untilAsserted(() -> assertThat(ended).hasSize(8));
        assertThat(BLOCKED).isEmpty();
    }

    @Test
    void noCachedAnswerAndNoShortenedRequestBlocksIt() throws Exception {
        for (String text : List.of("hello", "x".repeat(600_000))) {
            for (int i = 0; i < 2; i++) {
                HttpResponse<String> answer = client.send(
                        request("/v1/chat/completions")
                                .header("content-type", "application/json")
                                .header("x-ingate-cache", "true")
                                .POST(BodyPublishers.ofString(CHAT.formatted("echo/echo-1", text.length() < 10, text)))
                                .build(),
                        BodyHandlers.ofString());
                assertThat(answer.headers().firstValue("x-ingate-cache")).contains(i == 0 ? "miss" : "hit; age=0");
            }
            String older = "{\"role\":\"user\",\"content\":\"" + text + "\"},{\"role\":\"user\"";
            for (String model : List.of("echo/echo-short", "echo/echo-sum")) {
                String body = CHAT.formatted(model, false, "x ".repeat(600)).replace("{\"role\":\"user\"", older);
                assertThat(post("/v1/chat/completions", body).headers().firstValue("x-ingate-context"))
                        .isPresent();
            }
        }

        await().untilAsserted(() -> assertThat(ended).hasSize(8));
        assertThat(BLOCKED).isEmpty();
    }

    @Test
    void noLimitThatNodesShareBlocksItAndNoRedisThatStops() throws Exception {
        gateway.close();
        try (TestRedis redis = TestRedis.started()) {
            gateway = new TestGateway(
                    folder,
                    """
                    providers: { echo: {}, failing: { plugin: echo, fail-status: 503 } }
                    aliases:
                      smart: { targets: [failing/echo-1, echo/echo-1], retries: 1, backoff: 1ms }
                    redis: { url: "%s", timeout: 5s }
                    limits:
                      store: redis
                      per-user: { requests-per-minute: 1000, concurrent: 10, tokens-per-minute: 10000000 }
                      models: { echo/echo-1: { concurrent: 10, tokens-per-minute: 10000000 } }
                      providers: { failing: { requests-per-hour: 1000 } }
                    """
                            .formatted(redis.url()),
                    List.of((call, end) -> ended.add(end)));

            assertThat(chat("echo/echo-1", false, "hello").statusCode()).isEqualTo(200);
            assertThat(chat("smart", true, "hello").body()).endsWith("data: [DONE]\n\n");
            assertThat(chat("echo/echo-1", false, "x".repeat(2_000_000)).statusCode())
                    .isEqualTo(200);
            assertThat(redis.keys()).isNotEmpty();
            redis.stop();
            assertThat(chat("echo/echo-1", false, "hello").statusCode()).isEqualTo(200);
            assertThat(chat("smart", true, "hello").body()).endsWith("data: [DONE]\n\n");

            await().untilAsserted(() -> assertThat(ended).hasSize(5));
            assertThat(BLOCKED).isEmpty();
        }
    }

    @Test
    void theWatchIsAwake() throws Exception {
        EventLoops loops = new EventLoops(1);

        loops.workers().submit(() -> pause()).get();

        loops.close();
        assertThat(BLOCKED).anyMatch(blocked -> blocked.contains("sleep"));
    }

    /** What no step may do. */
    private static void pause() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpResponse<String> endpoint(String slug, String fields) throws Exception {
        return post("/api/0b2f6f3e-1111-4222-8333-444455556666/" + slug, "{" + fields + "}");
    }

    private HttpResponse<String> chat(String model, boolean stream, String text) throws Exception {
        return post("/v1/chat/completions", CHAT.formatted(model, stream, text));
    }

    private HttpResponse<String> messages(String path, String model, boolean stream, String text) throws Exception {
        return post(path, CHAT.formatted(model, stream, text).replaceFirst("\\{", "{\"max_tokens\":100,"));
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        HttpRequest request = request(path)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).GET().build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        URI uri = gateway.uri(path);
        return HttpRequest.newBuilder(uri)
                .header("authorization", "Bearer " + gateway.key())
                .header("x-ingate-user-id", "ann");
    }
}
