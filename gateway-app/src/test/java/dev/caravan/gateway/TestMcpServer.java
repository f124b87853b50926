package dev.caravan.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** A server of the Model Context Protocol over streamable HTTP, without sessions and streams of its own. */
final class TestMcpServer implements AutoCloseable {

    private static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"x\":{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"number\"}]}},"
                    + "\"additionalProperties\":{\"type\":\"string\"}}";

    private final Map<String, Function<JsonNode, Mono<String>>> tools = new ConcurrentSkipListMap<>();
    private final List<JsonNode> messages = new CopyOnWriteArrayList<>();
    private final List<Map<String, String>> headers = new CopyOnWriteArrayList<>();
    private final DisposableServer server;

    TestMcpServer() {
        this(0);
    }

    TestMcpServer(int port) {
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(port)
                .route(routes -> routes.post("/mcp", this::take)
                        .get("/mcp", (request, response) -> response.status(405).send())
                        .delete("/mcp", (request, response) -> response.status(200)
                                .send()))
                .bindNow();
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/mcp";
    }

    int port() {
        return server.port();
    }

    /** Adds a tool that answers with a text. */
    TestMcpServer tool(String name, Function<JsonNode, Mono<String>> work) {
        tools.put(name, work);
        return this;
    }

    /** What it was told, in order. */
    List<JsonNode> messages() {
        return messages;
    }

    long heard(String method) {
        return messages.stream()
                .filter(message -> message.path("method").asText().equals(method))
                .count();
    }

    List<Map<String, String>> headers() {
        return headers;
    }

    private Mono<Void> take(HttpServerRequest request, HttpServerResponse response) {
        headers.add(Map.of(
                "authorization", request.requestHeaders().get("authorization", ""),
                "all", request.requestHeaders().toString()));
        return request.receive().aggregate().asString().flatMap(text -> {
            JsonNode message = Json.parse(text);
            messages.add(message);
            if (!message.has("id")) {
                return response.status(202).send();
            }
            return answer(message).flatMap(result -> response.header("content-type", "application/json")
                    .sendString(Mono.just(Json.text(result)))
                    .then());
        });
    }

    private Mono<JsonNode> answer(JsonNode message) {
        return switch (message.path("method").asText()) {
            case "initialize" ->
                Mono.just(result(
                        message,
                        "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{\"tools\":{}},"
                                + "\"serverInfo\":{\"name\":\"test\",\"version\":\"1\"}}"));
            case "tools/list" ->
                Mono.just(result(message, Json.text(Json.object().set("tools", list()))));
            case "tools/call" -> call(message);
            default -> Mono.just(result(message, "{}"));
        };
    }

    private ArrayNode list() {
        ArrayNode list = Json.array();
        // Backwards: whoever needs an order makes one.
        for (String name : List.copyOf(tools.keySet())) {
            ObjectNode tool = Json.object().put("name", name).put("description", "The tool " + name);
            tool.set("inputSchema", Json.parse(SCHEMA));
            list.insert(0, tool);
        }
        return list;
    }

    private Mono<JsonNode> call(JsonNode message) {
        JsonNode params = message.path("params");
        Function<JsonNode, Mono<String>> tool = tools.get(params.path("name").asText());
        if (tool == null) {
            return Mono.just(
                    result(message, "{\"isError\":true,\"content\":[{\"type\":\"text\",\"text\":\"unknown\"}]}"));
        }
        return tool.apply(params.path("arguments")).map(text -> {
            ObjectNode result = Json.object();
            if (text.startsWith("error:")) {
                result.put("isError", true);
            }
            result.putArray("content").addObject().put("type", "text").put("text", text);
            return result(message, Json.text(result));
        });
    }

    private static JsonNode result(JsonNode message, String json) {
        ObjectNode answer = Json.object().put("jsonrpc", "2.0");
        answer.set("id", message.get("id"));
        answer.set("result", Json.parse(json));
        return answer;
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
