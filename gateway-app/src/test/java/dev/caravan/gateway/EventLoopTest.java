package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.gateway.edge.CallEnd;
import dev.caravan.gateway.edge.EventLoops;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.blockhound.BlockHound;
import reactor.core.publisher.Flux;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Nothing on the way of a call blocks an event loop: BlockHound reports every blocking call on one of its threads. */
class EventLoopTest {

    private static final List<String> BLOCKED = new CopyOnWriteArrayList<>();
    private static final String CHAT =
            "{\"model\":\"%s\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";

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
        gateway = new TestGateway(
                folder,
                """
                providers:
                  echo: {}
                  openai: { url: "http://127.0.0.1:%d/v1", api-key: sk-upstream }
                  failing: { plugin: echo, fail-status: 503 }
                aliases:
                  smart: { targets: [failing/echo-1, echo/echo-1], retries: 1, backoff: 1ms }
                limits:
                  per-user: { requests-per-minute: 1000, requests-per-hour: 1000, concurrent: 10 }
                  models: { openai/gpt: { requests-per-minute: 1000 }, echo/echo-1: { concurrent: 10 } }
                  providers: { openai: { concurrent: 10 }, failing: { requests-per-hour: 1000 } }
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
