package dev.caravan.provider.cohere.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.wire.DataUrl;
import dev.caravan.spi.wire.Fields;
import java.util.ArrayList;
import java.util.List;

/** Reads one message of a request. */
final class MessageReader {

    private final AssistantReader assistant;
    private final Losses losses;

    MessageReader(Losses losses) {
        this.assistant = new AssistantReader(false, losses);
        this.losses = losses;
    }

    Message read(Fields message) {
        Message read =
                switch (message.requiredText("role")) {
                    case "system" -> new Message(Role.SYSTEM, content(message));
                    case "user" -> new Message(Role.USER, content(message));
                    case "assistant" -> new Message(Role.ASSISTANT, assistant.read(message));
                    case "tool" -> new Message(Role.TOOL, List.of(result(message)));
                    default -> throw message.invalid("role", "expected 'system', 'user', 'assistant' or 'tool'");
                };
        message.reportUnread("messages.", losses);
        return read;
    }

    private Part result(Fields message) {
        return new Part.ToolResult(message.requiredText("tool_call_id"), null, content(message), false, null);
    }

    private List<Part> content(Fields message) {
        JsonNode content = message.any("content");
        if (content == null) {
            throw message.missing("content");
        }
        if (content.isTextual()) {
            return List.of(new Part.Text(content.textValue()));
        }
        if (!content.isArray()) {
            throw message.wrong("content", "a string or an array of content blocks", content);
        }
        List<Part> parts = new ArrayList<>();
        for (Fields block : message.objects("content")) {
            parts.add(block(block));
            block.reportUnread("messages.content.", losses);
        }
        return parts;
    }

    private Part block(Fields block) {
        return switch (block.requiredText("type")) {
            case "text" -> new Part.Text(block.requiredText("text"));
            case "image_url" -> image(block.requiredObject("image_url"));
            case "document" ->
                DocumentFields.read(block.requiredObject("document"), true, "messages.content.document", losses);
            default -> throw block.invalid("type", "expected 'text', 'image_url' or 'document'");
        };
    }

    private Part image(Fields image) {
        Part read = new Part.Image(DataUrl.source(image.requiredText("url")), image.text("detail"), null);
        image.reportUnread("messages.content.image_url.", losses);
        return read;
    }
}
