package dev.caravan.gateway.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.gateway.config.McpServerConfig;
import dev.caravan.gateway.config.McpServerConfig.Http;
import dev.caravan.gateway.mcp.McpStatus.State;
import dev.caravan.processors.agents.ServedTool;
import dev.caravan.processors.agents.ServerTools;
import dev.caravan.processors.agents.ToolOutcome;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Json;
import io.netty.buffer.ByteBufUtil;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Connections to a server that answers by a stream of events. */
class SseTransportTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final McpServers servers = new McpServers(Instant::now);

    /** What each stream still sends, in the order in which they were opened. */
    private final List<Sinks.Many<String>> streams = new CopyOnWriteArrayList<>();

    private final List<String> posted = new CopyOnWriteArrayList<>();
    private final DisposableServer server = HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .route(routes -> routes.get("/sse", this::open)
                    .get(
                            "/elsewhere",
                            (request, response) -> events(
                                    response,
                                    Flux.just(event("endpoint", "http://127.0.0.2:" + port() + "/message/0"))))
                    .get("/closed", (request, response) -> response.status(401).send())
                    .post("/message/{stream}", this::take))
            .bindNow();

    @AfterEach
    void close() {
        servers.close();
        server.disposeNow();
    }

    @Test
    void aServersToolsAreListedAndRun() {
        McpLease lease = servers.lease(List.of(config("/sse")));

        ServerTools tools = lease.tools("it").block();
        ToolOutcome told = lease.call("it", "say", Json.object()).block(PATIENCE);

        assertThat(tools.tools()).extracting(ServedTool::name).containsExactly("say", "wait");
        assertThat(told.content()).containsExactly(new Part.Text("Grüße\nof 0"));
        assertThat(posted).allMatch(headers -> headers.contains("Bearer own"));
    }

    @Test
    void aStreamThatEndsFailsItsCallAtOnceAndIsOpenedAgain() {
        McpLease lease = servers.lease(List.of(config("/sse")));
        lease.tools("it").block();
        Mono<ToolOutcome> waiting = lease.call("it", "wait", Json.object()).cache();
        waiting.subscribe();
        await().until(() -> posted.stream().anyMatch(message -> message.contains("\"wait\"")));

        streams.get(0).tryEmitComplete();

        assertThat(waiting.block(PATIENCE)).isEqualTo(ToolOutcome.broken("The connection to the server 'it' broke."));
        await().untilAsserted(() -> assertThat(
                        lease.call("it", "say", Json.object()).block(PATIENCE).content())
                .containsExactly(new Part.Text("Grüße\nof 1")));
    }

    @Test
    void credentialsGoToNoOtherHost() {
        McpLease lease = servers.lease(List.of(config("/elsewhere")));

        assertThat(lease.tools("it").block().isUp()).isFalse();
        assertThat(posted).isEmpty();
    }

    @Test
    void aServerThatRefusesIsDown() {
        McpServerConfig closed = config("/closed");

        assertThat(servers.lease(List.of(closed)).tools("it").block().isUp()).isFalse();
        assertThat(servers.status(closed).orElseThrow().state()).isEqualTo(State.DOWN);
    }

    private Mono<Void> open(HttpServerRequest request, HttpServerResponse response) {
        Sinks.Many<String> stream = Sinks.many().unicast().onBackpressureBuffer();
        streams.add(stream);
        stream.tryEmitNext(": welcome\n\n" + event("endpoint", "/message/" + (streams.size() - 1)));
        return events(response, stream.asFlux());
    }

    private static Mono<Void> events(HttpServerResponse response, Flux<String> events) {
        return response.sse()
                .send(events.map(text -> ByteBufUtil.writeUtf8(response.alloc(), text)), each -> true)
                .then();
    }

    private Mono<Void> take(HttpServerRequest request, HttpServerResponse response) {
        int stream = Integer.parseInt(String.valueOf(request.param("stream")));
        return request.receive().aggregate().asString().flatMap(text -> {
            posted.add(request.requestHeaders().get("authorization") + " " + text);
            JsonNode message = Json.parse(text);
            String result = result(message, stream);
            if (!result.isEmpty()) {
                streams.get(stream)
                        .tryEmitNext(event(
                                "message",
                                "{\"jsonrpc\":\"2.0\",\"id\":" + message.path("id") + ",\"result\":" + result + "}"));
            }
            return response.status(202).send();
        });
    }

    /** Empty where nothing is said. */
    private static String result(JsonNode message, int stream) {
        return switch (message.path("method").asText()) {
            case "initialize" ->
                "{\"protocolVersion\":\"2024-11-05\",\"capabilities\":{\"tools\":{}},"
                        + "\"serverInfo\":{\"name\":\"t\",\"version\":\"1\"}}";
            case "tools/list" -> "{\"tools\":[{\"name\":\"wait\"},{\"name\":\"say\"}]}";
            case "tools/call" ->
                message.at("/params/name").asText().equals("say")
                        ? "{\"content\":[{\"type\":\"text\",\"text\":\"Grüße\\nof " + stream + "\"}]}"
                        : "";
            case "ping" -> "{}";
            default -> "";
        };
    }

    private static String event(String name, String data) {
        return "event: " + name + "\ndata: " + data + "\n\n";
    }

    private int port() {
        return server.port();
    }

    private McpServerConfig config(String path) {
        Http http =
                new Http(URI.create("http://127.0.0.1:" + port() + path), Map.of("authorization", "Bearer own"), true);
        return new McpServerConfig("it", http, Duration.ofSeconds(20), List.of(), false, true, true, List.of());
    }
}
