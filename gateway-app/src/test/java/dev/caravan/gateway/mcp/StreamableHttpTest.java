package dev.caravan.gateway.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.gateway.config.McpServerConfig;
import dev.caravan.gateway.config.McpServerConfig.Http;
import dev.caravan.gateway.mcp.McpStatus.State;
import dev.caravan.processors.agents.ToolOutcome;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Json;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerResponse;

/** Connections to a server that answers each message by itself. Its tools: {@code wait}, and statuses such as {@code 500}. */
class StreamableHttpTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final McpServers servers = new McpServers(Instant::now);
    private final Sinks.Empty<Void> released = Sinks.empty();
    private final AtomicInteger waiting = new AtomicInteger();
    private DisposableServer server = start(0);

    private DisposableServer start(int port) {
        return HttpServer.create()
                .host("127.0.0.1")
                .port(port)
                .channelGroup(new DefaultChannelGroup(GlobalEventExecutor.INSTANCE))
                .handle((request, response) -> request.receive()
                        .aggregate()
                        .asString()
                        .defaultIfEmpty("{}")
                        .flatMapMany(body -> answer(Objects.requireNonNull(Json.parse(body)), response)))
                .bindNow();
    }

    private Publisher<Void> answer(JsonNode message, HttpServerResponse response) {
        String id = message.path("id").asText();
        String tool = message.at("/params/name").asText();
        return switch (message.path("method").asText()) {
            case "" -> response.status(405).send();
            case "initialize" ->
                result(
                        response,
                        id,
                        "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{\"tools\":{}},\"serverInfo\":{\"name\":\"t\",\"version\":\"1\"}}");
            case "ping" -> result(response, id, "{}");
            case "tools/list" ->
                result(response, id, "{\"tools\":[{\"name\":\"wait\",\"inputSchema\":{\"type\":\"object\"}}]}");
            case "tools/call" -> tool.equals("wait") ? waited(response, id) : failed(response, tool);
            default -> response.status(202).send();
        };
    }

    private Publisher<Void> waited(HttpServerResponse response, String id) {
        waiting.incrementAndGet();
        return released.asMono()
                .thenMany(Mono.from(result(response, id, "{\"content\":[{\"type\":\"text\",\"text\":\"waited\"}]}")));
    }

    private static Publisher<Void> failed(HttpServerResponse response, String status) {
        return response.status(Integer.parseInt(status))
                .header("content-type", "text/html")
                .sendString(Mono.just("<html>no</html>"))
                .then();
    }

    private static Publisher<Void> result(HttpServerResponse response, String id, String result) {
        return response.header("content-type", "application/json")
                .sendString(Mono.just("{\"jsonrpc\":\"2.0\",\"id\":\"%s\",\"result\":%s}".formatted(id, result)))
                .then();
    }

    @AfterEach
    void close() {
        servers.close();
        server.disposeNow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"500", "502", "429", "401", "400", "200"})
    void aCallThatFailsHarmsNoOther(String status) {
        McpServerConfig config = config();
        McpLease lease = servers.lease(List.of(config));
        lease.tools("it").block(PATIENCE);
        Mono<ToolOutcome> other = lease.call("it", "wait", Json.object()).cache();
        other.subscribe();
        await().until(() -> waiting.get() == 1);

        ToolOutcome failed = lease.call("it", status, Json.object()).block(PATIENCE);

        assertThat(failed).isEqualTo(ToolOutcome.broken("The call of the server 'it' failed."));
        assertThat(servers.status(config)).map(McpStatus::state).contains(State.CONNECTED);
        released.tryEmitEmpty();
        assertThat(other.block(PATIENCE).content()).containsExactly(new Part.Text("waited"));
    }

    @Test
    void aServerThatCannotBeReachedAnyMoreIsConnectedAgain() {
        released.tryEmitEmpty();
        McpServerConfig config = config();
        McpLease lease = servers.lease(List.of(config));
        lease.tools("it").block(PATIENCE);
        int port = server.port();
        server.disposeNow();

        assertThat(lease.call("it", "wait", Json.object()).block(PATIENCE).isBroken())
                .isTrue();
        assertThat(servers.status(config)).map(McpStatus::state).isNotEqualTo(State.CONNECTED);

        server = start(port);
        await().until(() ->
                !lease.call("it", "wait", Json.object()).block(PATIENCE).isBroken());
    }

    private McpServerConfig config() {
        return new McpServerConfig(
                "it",
                new Http(URI.create("http://127.0.0.1:" + server.port() + "/mcp"), Map.of(), false),
                Duration.ofSeconds(20),
                List.of(),
                false,
                true,
                true,
                List.of());
    }
}
