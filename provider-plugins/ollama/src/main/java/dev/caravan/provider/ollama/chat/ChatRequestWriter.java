package dev.caravan.provider.ollama.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.ToolArguments;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;

/** Writes requests to {@code /api/chat}. A tool's results become messages of their own. */
final class ChatRequestWriter {

    private final ChatRequest request;
    private final Losses losses;
    private final ArrayNode messages = Json.array();

    ChatRequestWriter(ChatRequest request, Losses losses) {
        this.request = request;
        this.losses = losses;
    }

    WireRequest write() {
        ObjectNode body = Json.object();
        if (request.model() != null) {
            body.put("model", request.model());
        }
        for (int i = 0; i < request.messages().size(); i++) {
            message(request.messages().get(i), "messages[" + i + "]");
        }
        body.set("messages", messages);
        new ToolsWriter(losses).write(request, body);
        new SettingsWriter(request, body, losses).write();
        return new WireRequest(request.model(), request.stream(), body);
    }

    private void message(Message message, String path) {
        if (message.name() != null) {
            losses.add("messages.name");
        }
        SaidParts said = new SaidParts(losses);
        List<Part.ToolCall> calls = new ArrayList<>();
        boolean anything = message.parts().isEmpty();
        for (Part part : message.parts()) {
            if (part instanceof Part.ToolResult result) {
                messages.add(result(result));
                continue;
            }
            anything = true;
            if (part instanceof Part.ToolCall call) {
                calls.add(call);
            } else {
                said.add(part);
            }
        }
        if (!anything) {
            return;
        }
        ObjectNode written = Json.object().put("role", role(message.role())).put("content", said.text());
        said.writeRest(written);
        if (!calls.isEmpty()) {
            ArrayNode list = written.putArray("tool_calls");
            calls.forEach(call -> list.add(call(call, list.size(), path)));
        }
        messages.add(written);
    }

    private static String role(Role role) {
        return switch (role) {
            case SYSTEM, DEVELOPER -> "system";
            case ASSISTANT -> "assistant";
            case USER, TOOL -> "user";
        };
    }

    private ObjectNode result(Part.ToolResult result) {
        SaidParts told = new SaidParts(losses);
        result.content().forEach(told::add);
        ObjectNode written = Json.object().put("role", "tool").put("content", told.text());
        told.writeRest(written);
        String name = request.toolName(result);
        if (name != null) {
            written.put("tool_name", name);
        }
        if (result.callId() != null) {
            written.put("tool_call_id", result.callId());
        }
        if (result.error()) {
            losses.add("messages.tool_result.is_error");
        }
        if (result.cache() != null) {
            losses.add("messages.cache_control");
        }
        return written;
    }

    private ObjectNode call(Part.ToolCall call, int index, String path) {
        if (call.signature() != null) {
            losses.add("reasoning.signature");
        }
        if (call.cache() != null) {
            losses.add("messages.cache_control");
        }
        ObjectNode arguments = ToolArguments.ofRequest(call, path + ".tool_calls[" + index + "].function.arguments");
        return ToolCallField.write(call, index, arguments);
    }
}
