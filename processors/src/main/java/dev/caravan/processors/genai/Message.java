package dev.caravan.processors.genai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message of a conversation.
 *
 * @param role who said it, in the reporter's word; may be empty
 * @param text what was said; null for nothing
 * @param toolCalls the tools that it calls, as {@code {"id","name","arguments"}}, the arguments as text
 * @param finishReason why the model ended it, or null
 */
record Message(String role, @Nullable String text, List<ObjectNode> toolCalls, @Nullable String finishReason) {

    /** The messages of a list; none where it is no list. */
    static List<Message> all(@Nullable JsonNode list) {
        List<Message> messages = new ArrayList<>();
        if (list instanceof ArrayNode array) {
            array.forEach(entry -> messages.add(of(entry)));
        } else if (list != null && list.path("messages").isArray()) {
            list.path("messages").forEach(entry -> messages.add(of(entry)));
        }
        return messages;
    }

    /**
     * A message as the conventions write it: {@code {"role","parts":[{"type":"text","content"}]}} (GenAI), {@code
     * {"message":{"role","content","contents","tool_calls"}}} (OpenInference), {@code {"role","content","tool_calls"}} (OpenAI).
     */
    static Message of(JsonNode entry) {
        JsonNode message = entry.path("message").isObject() ? entry.path("message") : entry;
        StringBuilder text = new StringBuilder();
        List<ObjectNode> calls = new ArrayList<>();
        if (entry.isTextual()) {
            append(text, entry);
        }
        parts(message.path("parts"), text, calls);
        content(message.path("content"), text);
        Numbered.entries(message.path("contents"))
                .forEach(part -> append(text, part.path("message_content").path("text")));
        Numbered.entries(message.path("tool_calls")).forEach(call -> calls.add(call(call)));
        JsonNode reason = entry.has("finish_reason") ? entry.get("finish_reason") : message.path("finish_reason");
        return new Message(
                message.path("role").asText(entry.path("role").asText("")),
                text.isEmpty() ? null : text.toString(),
                calls,
                reason.isTextual() ? reason.textValue() : null);
    }

    private static void parts(JsonNode parts, StringBuilder text, List<ObjectNode> calls) {
        for (JsonNode part : parts) {
            String type = part.path("type").asText("");
            if (type.equals("text")) {
                append(text, part.has("content") ? part.get("content") : part.path("text"));
            } else if (type.equals("tool_call")) {
                calls.add(call(part));
            }
        }
    }

    private static void content(JsonNode content, StringBuilder text) {
        if (content.isArray()) {
            content.forEach(part -> append(text, part.isTextual() ? part : part.path("text")));
        } else {
            append(text, content);
        }
    }

    private static ObjectNode call(JsonNode entry) {
        JsonNode call = entry.path("tool_call").isObject() ? entry.path("tool_call") : entry;
        JsonNode function = call.path("function").isObject() ? call.path("function") : call;
        ObjectNode told = Json.object();
        told.put("id", call.path("id").asText(call.path("tool_call_id").asText(null)));
        told.put(
                "name",
                function.path("name").asText(function.path("function_name").asText(null)));
        JsonNode arguments = function.get("arguments");
        told.put("arguments", arguments == null || arguments.isNull() ? "" : Attributes.asText(arguments));
        return told;
    }

    private static void append(StringBuilder text, JsonNode more) {
        if (more.isTextual() && !more.textValue().isEmpty()) {
            text.append(text.isEmpty() ? "" : "\n").append(more.textValue());
        }
    }
}
