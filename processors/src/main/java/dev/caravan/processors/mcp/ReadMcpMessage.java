package dev.caravan.processors.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.MemoryBody;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.endpoints.Endpoint;
import dev.caravan.processors.endpoints.Project;
import dev.caravan.processors.request.JsonContent;
import dev.caravan.spi.wire.Json;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.AsciiString;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Reads one message of an MCP client; what is none is answered with JSON-RPC's error. A call of a tool that is an endpoint becomes a
 * call of that endpoint, with its path variables and its body. Runs after the caller was authenticated.
 */
public final class ReadMcpMessage implements AsyncCallStep {

    private static final AsciiString VERSION = AsciiString.cached("mcp-protocol-version");

    private final EndpointTools endpoints;
    private final long maxBody;
    private final Workers workers;

    /**
     * @param maxBody the most bytes that a message may have
     * @param workers read large ones
     */
    public ReadMcpMessage(EndpointTools endpoints, long maxBody, Workers workers) {
        this.endpoints = endpoints;
        this.maxBody = maxBody;
        this.workers = workers;
    }

    @Override
    public Mono<Void> apply(Call call) {
        JsonContent.check(call.request().headers());
        String version = call.request().headers().get(VERSION);
        if (version != null && !AnswerMcp.VERSIONS.contains(version)) {
            McpAnswers.error(call, McpAnswers.INVALID_REQUEST, "This version of the protocol is not known here.");
            return Mono.empty();
        }
        return call.body().whole(maxBody).flatMap(bytes -> {
            if (bytes.readableBytes() <= Workers.LARGE) {
                take(call, message(bytes));
                return Mono.empty();
            }
            bytes.retain();
            return workers.compute(call.loop(), () -> message(bytes), bytes::release)
                    .doOnNext(read -> take(call, read))
                    .then();
        });
    }

    /** A node of the type missing for what is no JSON. */
    private static JsonNode message(ByteBuf bytes) {
        byte[] read = ByteBufUtil.getBytes(bytes);
        @Nullable JsonNode json = Json.parse(read, 0, read.length);
        return json == null ? Json.object().path("none") : json;
    }

    private void take(Call call, JsonNode json) {
        if (json.isMissingNode()) {
            McpAnswers.error(call, McpAnswers.PARSE_ERROR, "This is no JSON.");
            return;
        }
        JsonNode id = json.get("id");
        boolean isId = id == null || id.isTextual() || id.isNumber();
        boolean isAnswer = json.has("result") || json.has("error");
        if (!json.isObject() || !isId || (!isAnswer && !json.path("method").isTextual())) {
            McpAnswers.error(call, McpAnswers.INVALID_REQUEST, "This is no message of JSON-RPC.");
            return;
        }
        String method = isAnswer ? "" : json.path("method").textValue();
        ObjectNode params = json.path("params") instanceof ObjectNode given ? given : Json.object();
        Principal caller = Authenticate.caller(call);
        // A notification is never answered: nothing is run for it.
        Endpoint endpoint = id != null && method.equals("tools/call")
                ? endpoints.find(caller, params.path("name").asText())
                : null;
        call.says(new McpMessage(isAnswer ? null : id, method, params, endpoint == null ? null : endpoint.slug()));
        if (endpoint != null) {
            become(call, endpoint, endpoints.project(caller), params);
        }
    }

    private static void become(Call call, Endpoint endpoint, @Nullable Project project, ObjectNode params) {
        if (project == null) {
            throw new IllegalStateException("an endpoint belongs to a project");
        }
        ObjectNode arguments = params.path("arguments") instanceof ObjectNode given ? given : Json.object();
        call.entered(call.route(), Map.of("project", project.id(), "slug", endpoint.slug()));
        call.sends(new MemoryBody(Unpooled.wrappedBuffer(Json.bytes(EndpointTools.body(endpoint, arguments)))));
    }
}
