package dev.caravan.processors.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.spi.wire.Json;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Writes answers of JSON-RPC. */
final class McpAnswers {

    static final int PARSE_ERROR = -32700;
    static final int INVALID_REQUEST = -32600;
    static final int METHOD_NOT_FOUND = -32601;
    static final int INVALID_PARAMS = -32602;

    private McpAnswers() {}

    /** Answers with a result. */
    static void result(Call call, ObjectNode result) {
        ObjectNode answer = begun(call);
        answer.set("result", result);
        call.answerWith(Answer.json(200, Json.bytes(answer)));
    }

    /** Answers with an error: 400 where the message itself is none, else 200. */
    static void error(Call call, int code, String message) {
        ObjectNode answer = begun(call);
        answer.putObject("error").put("code", code).put("message", message);
        int status = code == PARSE_ERROR || code == INVALID_REQUEST ? 400 : 200;
        call.answerWith(Answer.json(status, Json.bytes(answer)));
    }

    /** Takes what wants no answer. */
    static void taken(Call call) {
        call.answerWith(
                new Answer(202, new DefaultHttpHeaders().setInt(HttpHeaderNames.CONTENT_LENGTH, 0), Mono.empty()));
    }

    /** The result of a tool that says one text. */
    static ObjectNode text(String text, boolean isError) {
        ObjectNode result = Json.object();
        result.putArray("content").addObject().put("type", "text").put("text", text);
        return result.put("isError", isError);
    }

    private static ObjectNode begun(Call call) {
        McpMessage message = call.message();
        @Nullable JsonNode id = message == null ? null : message.id();
        ObjectNode answer = Json.object().put("jsonrpc", "2.0");
        return id == null ? answer.putNull("id") : answer.set("id", id);
    }
}
