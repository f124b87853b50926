package dev.caravan.provider.mistral.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.ToolArguments;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the messages of a request in the order that Mistral insists on: after a tool's result the assistant speaks before the
 * user does.
 */
final class MessageWriter {

    /** What the assistant says between a tool's result and a user who interrupts: as little as it may. */
    private static final String BRIDGE = "…";

    private final ChatRequest request;
    private final Losses losses;
    private final ContentWriter content;
    private final ArrayNode messages = Json.array();
    private boolean afterResult;

    MessageWriter(ChatRequest request, Losses losses) {
        this.request = request;
        this.losses = losses;
        this.content = new ContentWriter(losses);
    }

    ArrayNode write() {
        for (int i = 0; i < request.messages().size(); i++) {
            Message message = request.messages().get(i);
            if (message.name() != null) {
                losses.add("messages.name");
            }
            if (message.role() == Role.ASSISTANT) {
                messages.add(assistant(message, i == request.messages().size() - 1));
                afterResult = false;
            } else {
                spoken(message);
            }
        }
        return messages;
    }

    private void spoken(Message message) {
        List<Part> rest = new ArrayList<>();
        for (Part part : message.parts()) {
            if (part instanceof Part.ToolResult result) {
                messages.add(result(result));
                afterResult = true;
            } else {
                rest.add(part);
            }
        }
        if (rest.isEmpty() && !message.parts().isEmpty()) {
            return;
        }
        boolean system = message.role() == Role.SYSTEM || message.role() == Role.DEVELOPER;
        if (afterResult && !system) {
            losses.add("messages.order");
            messages.add(Json.object().put("role", "assistant").put("content", BRIDGE));
            afterResult = false;
        }
        ObjectNode written = Json.object().put("role", system ? "system" : "user");
        written.set("content", content.write(rest));
        messages.add(written);
    }

    private ObjectNode result(Part.ToolResult result) {
        if (result.error()) {
            losses.add("messages.tool_result.is_error");
        }
        if (result.cache() != null) {
            losses.add("messages.cache_control");
        }
        ObjectNode written = Json.object().put("role", "tool");
        String name = request.toolName(result);
        if (name != null) {
            written.put("name", name);
        }
        if (result.callId() != null) {
            written.put("tool_call_id", CallId.of(result.callId()));
        }
        written.set("content", content.write(result.content()));
        return written;
    }

    /** @param last whether it ends the conversation: then the model goes on from it */
    private ObjectNode assistant(Message message, boolean last) {
        List<Part> said = new ArrayList<>();
        ArrayNode calls = Json.array();
        for (Part part : message.parts()) {
            if (part instanceof Part.ToolCall call) {
                calls.add(call(call));
            } else if (part instanceof Part.Reasoning thought) {
                said.addAll(sendable(thought));
            } else {
                said.add(part);
            }
        }
        ObjectNode written = Json.object().put("role", "assistant");
        written.set("content", content.write(said));
        if (!calls.isEmpty()) {
            written.set("tool_calls", calls);
        } else if (last) {
            written.put("prefix", true);
        }
        return written;
    }

    private List<Part> sendable(Part.Reasoning thought) {
        if (thought.encrypted() != null) {
            losses.add("reasoning.encrypted");
        }
        return thought.text().isEmpty() && thought.signature() == null ? List.of() : List.of(thought);
    }

    private ObjectNode call(Part.ToolCall call) {
        if (call.signature() != null) {
            losses.add("messages.tool_calls.signature");
        }
        if (call.cache() != null) {
            losses.add("messages.cache_control");
        }
        ObjectNode written = Json.object()
                .put("id", call.id() == null ? CallId.random() : CallId.of(call.id()))
                .put("type", "function");
        written.putObject("function").put("name", call.name()).put("arguments", ToolArguments.text(call.arguments()));
        return written;
    }
}
