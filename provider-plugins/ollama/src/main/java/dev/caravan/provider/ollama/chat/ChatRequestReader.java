package dev.caravan.provider.ollama.chat;

import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.Tool;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.wire.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads requests to {@code /api/chat}. One without messages only loads the model. */
final class ChatRequestReader {

    private final Fields fields;
    private final SettingsReader settings;
    private final Losses losses;

    ChatRequestReader(WireRequest wire, Losses losses) {
        this.fields = Fields.of(wire.body());
        this.settings = new SettingsReader(wire, fields, losses);
        this.losses = losses;
    }

    ChatRequest read() {
        List<Message> messages = new ArrayList<>();
        for (Fields message : fields.objects("messages")) {
            messages.add(message(message));
            message.reportUnread("messages.", losses);
        }
        ChatRequest request = settings.read(messages).tools(tools()).build();
        settings.reportLosses();
        return request;
    }

    private static Message message(Fields message) {
        String content = message.text("content");
        List<Part> said = new ArrayList<>();
        if (content != null && !content.isEmpty()) {
            said.add(new Part.Text(content));
        }
        return switch (message.requiredText("role").toLowerCase(Locale.ROOT)) {
            case "system" -> new Message(Role.SYSTEM, shown(message, said));
            case "user" -> new Message(Role.USER, shown(message, said));
            case "assistant" -> new Message(Role.ASSISTANT, assistant(message, said));
            case "tool" -> new Message(Role.TOOL, List.of(result(message, shown(message, said))));
            default -> throw message.invalid("role", "expected 'system', 'user', 'assistant' or 'tool'");
        };
    }

    private static List<Part> shown(Fields message, List<Part> said) {
        said.addAll(Images.read(message));
        return said;
    }

    private static Part result(Fields message, List<Part> content) {
        return new Part.ToolResult(message.text("tool_call_id"), message.text("tool_name"), content, false, null);
    }

    private static List<Part> assistant(Fields message, List<Part> said) {
        List<Part> parts = new ArrayList<>();
        String thoughts = message.text("thinking");
        if (thoughts != null && !thoughts.isEmpty()) {
            parts.add(new Part.Reasoning(thoughts));
        }
        parts.addAll(shown(message, said));
        for (Fields call : message.objects("tool_calls")) {
            Fields function = call.requiredObject("function");
            Fields arguments = function.object("arguments");
            parts.add(new Part.ToolCall(
                    call.text("id"),
                    function.requiredText("name"),
                    Arguments.text(arguments == null ? null : arguments.json())));
        }
        return parts;
    }

    private List<Tool> tools() {
        List<Tool> tools = new ArrayList<>();
        for (Fields tool : fields.objects("tools")) {
            String type = tool.text("type");
            if (type != null && !type.equals("function")) {
                throw tool.invalid("type", "expected 'function'");
            }
            Fields function = tool.requiredObject("function");
            Fields parameters = function.object("parameters");
            tools.add(new Tool.Function(
                    function.requiredText("name"),
                    function.text("description"),
                    parameters == null ? null : parameters.json()));
            function.reportUnread("tools.function.", losses);
            tool.reportUnread("tools.", losses);
        }
        return tools;
    }
}
