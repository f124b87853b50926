package dev.caravan.processors.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.agents.ServedTool;
import dev.caravan.processors.agents.ToolNames;
import dev.caravan.processors.agents.ToolServers;
import dev.caravan.processors.agents.Toolbox;
import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.endpoints.Endpoint;
import dev.caravan.spi.wire.Json;
import java.util.List;
import java.util.function.Predicate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Answers an MCP client: {@code initialize}, {@code ping}, {@code tools/list}, and calls of the tools of servers. Those of a server
 * that is down are not listed. Nothing is kept between two messages. Needs the message to be read.
 */
public final class AnswerMcp implements AsyncCallStep {

    /** The versions of the protocol, the oldest first. */
    static final List<String> VERSIONS = List.of("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25");

    private final ToolServers servers;
    private final EndpointTools endpoints;

    public AnswerMcp(ToolServers servers, EndpointTools endpoints) {
        this.servers = servers;
        this.endpoints = endpoints;
    }

    @Override
    public Mono<Void> apply(Call call) {
        McpMessage message = call.message();
        if (call.answer() != null) {
            return Mono.empty();
        }
        if (message == null) {
            throw new IllegalStateException("the message is not read yet");
        }
        if (message.id() == null) {
            McpAnswers.taken(call);
            return Mono.empty();
        }
        return switch (message.method()) {
            case "tools/list" -> list(call);
            case "tools/call" -> run(call, message);
            default -> {
                answerAtOnce(call, message);
                yield Mono.empty();
            }
        };
    }

    private static void answerAtOnce(Call call, McpMessage message) {
        switch (message.method()) {
            case "initialize" -> McpAnswers.result(call, welcome(message));
            case "ping" -> McpAnswers.result(call, Json.object());
            default -> McpAnswers.error(call, McpAnswers.METHOD_NOT_FOUND, "Method not found: " + message.method());
        }
    }

    private static ObjectNode welcome(McpMessage message) {
        String wanted = message.params().path("protocolVersion").asText();
        ObjectNode welcome = Json.object();
        welcome.put("protocolVersion", VERSIONS.contains(wanted) ? wanted : VERSIONS.get(VERSIONS.size() - 1));
        welcome.putObject("capabilities").putObject("tools").put("listChanged", false);
        welcome.putObject("serverInfo").put("name", "caravan").put("version", "1");
        return welcome;
    }

    /** The tools of the servers that are exposed to the caller, of those that are asked for. */
    private Mono<Toolbox> toolbox(Call call, Predicate<String> asked) {
        return Flux.fromIterable(servers.exposedTo(Authenticate.caller(call).project()))
                .filter(asked)
                .flatMapSequential(servers::tools)
                .collectList()
                .map(Toolbox::of)
                .publishOn(Schedulers.fromExecutorService(call.loop()));
    }

    private Mono<Void> list(Call call) {
        return toolbox(call, server -> true)
                .doOnNext(tools -> McpAnswers.result(call, listed(call, tools)))
                .then();
    }

    private ObjectNode listed(Call call, Toolbox tools) {
        Principal caller = Authenticate.caller(call);
        ObjectNode result = Json.object();
        ArrayNode list = result.putArray("tools");
        for (Toolbox.Offered offered : tools.all()) {
            ServedTool tool = offered.tool();
            ObjectNode entry = list.addObject().put("name", offered.name());
            if (tool.description() != null) {
                entry.put("description", tool.description());
            }
            entry.set("inputSchema", tool.inputSchema());
            entry.setAll(tool.rest());
        }
        for (Endpoint endpoint : endpoints.of(caller)) {
            ObjectNode entry = list.addObject().put("name", endpoint.slug());
            Endpoint.AsTool tool = endpoint.tool();
            if (tool != null) {
                entry.put("description", tool.description());
            }
            entry.set("inputSchema", EndpointTools.schema(endpoint));
        }
        return result;
    }

    private Mono<Void> run(Call call, McpMessage message) {
        String name = message.params().path("name").asText();
        JsonNode given = message.params().path("arguments");
        ObjectNode arguments = given instanceof ObjectNode object ? object : Json.object();
        // No other server is waited for, which may just be connecting.
        return toolbox(call, server -> ToolNames.mayBeOf(server, name))
                .flatMap(tools -> {
                    Toolbox.Offered offered = tools.find(name);
                    if (offered == null) {
                        McpAnswers.error(call, McpAnswers.INVALID_PARAMS, "Unknown tool: " + name);
                        return Mono.<ObjectNode>empty();
                    }
                    return servers.answer(offered.server(), offered.tool().name(), arguments);
                })
                .publishOn(Schedulers.fromExecutorService(call.loop()))
                .doOnNext(result -> McpAnswers.result(call, result))
                .then();
    }
}
