package dev.caravan.provider.mistral.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.wire.Fields;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one message of a request. */
final class MessageReader {

    private final ContentReader content;
    private final Losses losses;

    MessageReader(Losses losses) {
        this.content = new ContentReader(losses);
        this.losses = losses;
    }

    /** @param last whether no message follows */
    Message read(Fields message, boolean last) {
        Message read =
                switch (message.requiredText("role")) {
                    case "system" -> new Message(Role.SYSTEM, content.read(message));
                    case "user" -> new Message(Role.USER, content.read(message));
                    case "assistant" -> assistant(message, last);
                    case "tool" -> tool(message);
                    default -> throw message.invalid("role", "expected 'system', 'user', 'assistant' or 'tool'");
                };
        message.reportUnread("messages.", losses);
        return read;
    }

    /** At the end of a conversation an assistant's message is a prefix in every dialect that takes it there. */
    private Message assistant(Fields message, boolean last) {
        List<Part> parts = new ArrayList<>(content.read(message));
        for (Fields call : message.objects("tool_calls")) {
            parts.add(call(call));
        }
        if (message.isTrue("prefix") && !last) {
            losses.add("messages.prefix");
        }
        return new Message(Role.ASSISTANT, parts);
    }

    static Part.ToolCall call(Fields call) {
        Fields function = call.requiredObject("function");
        return new Part.ToolCall(
                CallId.read(call.text("id")), function.requiredText("name"), arguments(function.any("arguments")));
    }

    /** A text, or the object itself. */
    static String arguments(@Nullable JsonNode arguments) {
        if (arguments == null) {
            return "";
        }
        return arguments.isTextual() ? arguments.textValue() : Json.text(arguments);
    }

    private Message tool(Fields message) {
        Part result = new Part.ToolResult(
                CallId.read(message.text("tool_call_id")), message.text("name"), content.read(message), false, null);
        return new Message(Role.TOOL, List.of(result));
    }
}
