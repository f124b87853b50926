package dev.caravan.provider.mistral.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import dev.caravan.spi.wire.UpstreamErrors;
import org.jspecify.annotations.Nullable;

/**
 * Mistral's errors: {@code {"object":"error","message","type","param","code"}}, a bare {@code message}, and the list of wrong
 * fields, {@code {"detail":[{"loc","msg","type"}]}}, which may also stand in the place of the message.
 */
final class MistralErrors {

    private MistralErrors() {}

    static boolean isError(JsonNode chunk) {
        return chunk.path("object").asText().equals("error") || chunk.hasNonNull("error");
    }

    static GatewayError read(int status, @Nullable JsonNode body) {
        JsonNode nested = body == null ? null : body.get("error");
        JsonNode error = nested == null || nested.isNull() ? body : nested;
        if (error == null) {
            return error(status, null, null, null);
        }
        JsonNode message = error.isTextual() ? error : error.path("message");
        JsonNode fault = firstOf(message.path("detail"), error.path("detail"));
        if (fault != null) {
            String param = path(fault.path("loc"));
            String text = UpstreamErrors.text(fault, "msg");
            return error(status, text == null ? null : param + ": " + text, code(error, fault), param);
        }
        JsonNode detail = error.path("detail");
        String text = message.isTextual() ? message.textValue() : detail.isTextual() ? detail.textValue() : null;
        return error(status, text, code(error, error), UpstreamErrors.text(error, "param"));
    }

    /** For a client of Mistral's dialect, in a stream. */
    static ObjectNode write(GatewayError error) {
        return Json.object()
                .put("object", "error")
                .put("message", error.text())
                .put("type", error.status() >= 500 ? "internal_server_error" : "invalid_request_error")
                .put("param", error.param())
                .put("code", error.code());
    }

    private static GatewayError error(
            int status, @Nullable String text, @Nullable String code, @Nullable String param) {
        GatewayError error = UpstreamErrors.of(status, code, text);
        return param == null || param.isEmpty() ? error : error.withParam(param);
    }

    private static @Nullable JsonNode firstOf(JsonNode... lists) {
        for (JsonNode list : lists) {
            if (list.isArray() && list.path(0).isObject()) {
                return list.get(0);
            }
        }
        return null;
    }

    /** Mistral's codes are numbers; its types say what they mean. */
    private static @Nullable String code(JsonNode error, JsonNode fault) {
        String type = UpstreamErrors.text(error, "type");
        return type == null ? UpstreamErrors.text(fault, "type") : type;
    }

    /** {@code ["body","messages",0,"content"]} as {@code messages[0].content}. */
    private static String path(JsonNode location) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < location.size(); i++) {
            JsonNode step = location.get(i);
            if (step.isIntegralNumber()) {
                path.append('[').append(step.asText()).append(']');
            } else if (i > 0 || !step.asText().equals("body")) {
                path.append(path.isEmpty() ? "" : ".").append(step.asText());
            }
        }
        return path.toString();
    }
}
