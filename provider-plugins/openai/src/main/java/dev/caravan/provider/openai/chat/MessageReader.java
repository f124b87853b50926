package dev.caravan.provider.openai.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.wire.Fields;
import java.util.ArrayList;
import java.util.List;

/** Reads one message of a request. */
final class MessageReader {

    private final ContentReader content;
    private final Losses losses;

    MessageReader(Losses losses) {
        this.content = new ContentReader(losses);
        this.losses = losses;
    }

    Message read(Fields message) {
        Message read =
                switch (message.requiredText("role")) {
                    case "system" -> new Message(Role.SYSTEM, content(message), message.text("name"));
                    case "developer" -> new Message(Role.DEVELOPER, content(message), message.text("name"));
                    case "user" -> new Message(Role.USER, content(message), message.text("name"));
                    case "assistant" -> assistant(message);
                    case "tool" -> tool(message);
                    case "function" ->
                        throw message.invalid("role", "'function' messages are not translated: use 'tool'");
                    default ->
                        throw message.invalid("role", "expected 'system', 'developer', 'user', 'assistant' or 'tool'");
                };
        message.reportUnread("messages.", losses);
        return read;
    }

    private List<Part> content(Fields message) {
        if (!message.has("content")) {
            throw message.missing("content");
        }
        return content.read(message, "content");
    }

    private Message assistant(Fields message) {
        List<Part> parts = new ArrayList<>(ReasoningFields.read(message.json()));
        message.ignore(ReasoningFields.NAMES);
        parts.addAll(content.read(message, "content"));
        String refusal = message.text("refusal");
        if (refusal != null) {
            parts.add(new Part.Refusal(refusal));
        }
        for (Fields call : message.objects("tool_calls")) {
            parts.add(call(call));
        }
        if (message.has("function_call")) {
            throw message.invalid("function_call", "it is not translated: use 'tool_calls'");
        }
        message.ignore("annotations");
        return new Message(Role.ASSISTANT, parts, message.text("name"));
    }

    private static Part call(Fields call) {
        String type = call.text("type");
        if (type != null && !type.equals("function")) {
            return new Part.Opaque(OpenAiChatDialect.NAME, type, call.json());
        }
        Fields function = call.requiredObject("function");
        String arguments = function.text("arguments");
        return new Part.ToolCall(
                call.text("id"),
                function.requiredText("name"),
                arguments == null ? "" : arguments,
                SignatureField.read(call.json()),
                ToolsReader.cache(call));
    }

    private Message tool(Fields message) {
        JsonNode control = message.any("cache_control");
        Part result = new Part.ToolResult(
                message.requiredText("tool_call_id"),
                message.text("name"),
                content(message),
                false,
                control == null ? null : ToolsReader.cache(message));
        return new Message(Role.TOOL, List.of(result));
    }
}
