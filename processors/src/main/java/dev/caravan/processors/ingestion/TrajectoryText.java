package dev.caravan.processors.ingestion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;

/** The words of a trajectory. */
final class TrajectoryText {

    private TrajectoryText() {}

    /** A message or a result: a text, or parts of which some are texts. Null where it says nothing. */
    static @Nullable String of(@Nullable JsonNode message) {
        if (message == null) {
            return null;
        }
        if (message.isTextual()) {
            return message.textValue().isEmpty() ? null : message.textValue();
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : message) {
            String more = part.path("text").asText("");
            if (!more.isEmpty()) {
                text.append(text.isEmpty() ? "" : "\n").append(more);
            }
        }
        return text.isEmpty() ? null : text.toString();
    }

    /** The calls of tools of a step, as {@code [{"id","name","arguments"}]}; null where there are none. */
    static @Nullable String toolCalls(JsonNode step) {
        ArrayNode calls = Json.array();
        for (JsonNode call : step.path("tool_calls")) {
            ObjectNode told = calls.addObject();
            told.put("id", call.path("tool_call_id").asText());
            told.put("name", call.path("function_name").asText());
            told.put(
                    "arguments",
                    Json.text(call.path("arguments").isMissingNode() ? Json.object() : call.get("arguments")));
        }
        return calls.isEmpty() ? null : Json.text(calls);
    }

    /** What a call of a tool has come to; a missing node where that is not told. */
    static JsonNode resultOf(JsonNode step, String toolCallId) {
        for (JsonNode result : step.path("observation").path("results")) {
            if (result.path("source_call_id").asText("").equals(toolCallId)) {
                return result;
            }
        }
        return MissingNode.getInstance();
    }

    /** Whether one of the results tells an error. */
    static boolean failed(JsonNode observation) {
        for (JsonNode result : observation.path("results")) {
            if (isError(result)) {
                return true;
            }
        }
        return false;
    }

    /** ATIF has no field for it; writers put it beside the result. */
    static boolean isError(JsonNode result) {
        JsonNode extra = result.path("extra");
        return extra.path("is_error").asBoolean(false)
                || extra.path("error").isTextual()
                || extra.path("status").asText("").equals("error");
    }
}
