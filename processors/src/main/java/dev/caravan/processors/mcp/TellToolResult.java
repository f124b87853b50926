package dev.caravan.processors.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.endpoints.AnswerTree;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import reactor.core.publisher.Mono;

/** Tells an MCP client what an endpoint has answered to it. An endpoint that failed is a tool that failed: the model may learn why. */
public final class TellToolResult implements AsyncCallStep {

    @Override
    public Mono<Void> apply(Call call) {
        return AnswerTree.of(call).doOnNext(answer -> tell(call, answer)).then();
    }

    private static void tell(Call call, ObjectNode answer) {
        String content = answer.path("content").asText("");
        ObjectNode result = McpAnswers.text(content, false);
        JsonNode json = content.startsWith("{") ? Json.parse(content) : null;
        if (json != null && json.isObject()) {
            result.set("structuredContent", json);
        }
        McpAnswers.result(call, result);
    }

    /** Tells of an endpoint that gave no answer. */
    public static void failed(Call call, Throwable why) {
        GatewayError error = why instanceof GatewayError known
                ? known
                : GatewayError.of(500, "internal_error", "The endpoint failed.");
        call.tellsInside(error);
        McpAnswers.result(call, McpAnswers.text(error.text(), true));
    }
}
