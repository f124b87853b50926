package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.ToolArguments;
import dev.caravan.spi.wire.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes messages as items: what is said together in one, each call, result and thought in one of its own, all in order. */
final class InputWriter {

    private final Losses losses;
    private final ContentWriter contents;
    private final ArrayNode items = Json.array();
    private ArrayNode content = Json.array();

    /** The last item when it is a reasoning item, to which a part of the same thought may be added. */
    private @Nullable ObjectNode thought;

    InputWriter(Losses losses) {
        this.losses = losses;
        this.contents = new ContentWriter(losses);
    }

    ArrayNode write(List<Message> messages) {
        messages.forEach(this::message);
        return items;
    }

    private void message(Message message) {
        if (message.name() != null) {
            losses.add("messages.name");
        }
        for (Part part : message.parts()) {
            JsonNode item = item(part);
            if (item == null) {
                JsonNode said = contents.said(message.role(), part);
                if (said != null) {
                    content.add(said);
                }
            } else if (!item.isEmpty()) {
                endMessage(message.role());
                append(item);
            }
        }
        if (message.parts().isEmpty()) {
            append(said(message.role(), Json.array()));
        }
        endMessage(message.role());
    }

    private void append(JsonNode item) {
        items.add(item);
        thought = item instanceof ObjectNode object
                        && "reasoning".equals(object.path("type").textValue())
                ? object
                : null;
    }

    private void endMessage(Role role) {
        if (!content.isEmpty()) {
            append(said(role, content));
            content = Json.array();
        }
    }

    private static ObjectNode said(Role role, ArrayNode content) {
        String word =
                switch (role) {
                    case SYSTEM -> "system";
                    case DEVELOPER -> "developer";
                    case ASSISTANT -> "assistant";
                    case USER, TOOL -> "user";
                };
        ObjectNode message = Json.object().put("type", "message").put("role", word);
        JsonNode only = content.size() == 1 ? content.get(0) : Json.object();
        boolean plain = "input_text".equals(only.path("type").textValue());
        return message.set("content", plain ? only.get("text") : content);
    }

    /** @return the item; an empty object when the part has to be left out; null when it belongs into a message */
    private @Nullable JsonNode item(Part part) {
        if (part instanceof Part.ToolCall call) {
            return functionCall(call);
        }
        if (part instanceof Part.ToolResult result) {
            return functionCallOutput(result);
        }
        if (part instanceof Part.Reasoning reasoning) {
            return reasoning(reasoning);
        }
        if (part instanceof Part.Opaque opaque && opaque.dialect().equals(ResponsesDialect.NAME)) {
            return ContentWriter.isContent(opaque.type()) ? null : opaque.json();
        }
        return null;
    }

    private ObjectNode functionCall(Part.ToolCall call) {
        if (call.signature() != null) {
            losses.add("messages.tool_calls.signature");
        }
        if (call.cache() != null) {
            losses.add("messages.cache_control");
        }
        return Json.object()
                .put("type", "function_call")
                .put("call_id", call.id())
                .put("name", call.name())
                .put("arguments", ToolArguments.text(call.arguments()));
    }

    private ObjectNode functionCallOutput(Part.ToolResult result) {
        if (result.callId() == null) {
            throw GatewayError.badRequest(
                            "invalid_value", "Invalid value for 'messages': a tool result belongs to no tool call.")
                    .withParam("messages");
        }
        if (result.error()) {
            losses.add("messages.tool_result.is_error");
        }
        if (result.cache() != null) {
            losses.add("messages.cache_control");
        }
        ObjectNode output = Json.object().put("type", "function_call_output").put("call_id", result.callId());
        return output.set("output", contents.output(result.content()));
    }

    /** Only OpenAI's own thoughts can be given back: those with an id or encrypted content of its. */
    private ObjectNode reasoning(Part.Reasoning reasoning) {
        if (reasoning.id() == null && reasoning.encrypted() == null) {
            losses.add(reasoning.signature() == null ? "reasoning" : "reasoning.signature");
            return Json.object();
        }
        if (reasoning.signature() != null) {
            losses.add("reasoning.signature");
        }
        ArrayNode summary = ReasoningCodec.summary(reasoning.text());
        if (thought != null
                && reasoning.id() != null
                && reasoning.id().equals(thought.path("id").textValue())) {
            thought.withArray("summary").addAll(summary);
            seal(reasoning, thought);
            return Json.object();
        }
        ObjectNode item = Json.object().put("type", "reasoning");
        if (reasoning.id() != null) {
            item.put("id", reasoning.id());
        }
        item.set("summary", summary);
        seal(reasoning, item);
        return item;
    }

    private static void seal(Part.Reasoning reasoning, ObjectNode item) {
        if (reasoning.encrypted() != null) {
            item.put("encrypted_content", reasoning.encrypted());
        }
    }
}
