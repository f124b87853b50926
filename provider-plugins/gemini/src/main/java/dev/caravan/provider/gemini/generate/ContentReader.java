package dev.caravan.provider.gemini.generate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.provider.gemini.wire.ProtoFields;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the conversation of a request: {@code systemInstruction} and {@code contents}. */
final class ContentReader {

    private final Losses losses;
    private final PartReader reader;

    ContentReader(Losses losses) {
        this.losses = losses;
        this.reader = new PartReader(losses);
    }

    List<Message> messages(ProtoFields request) {
        List<Message> messages = new ArrayList<>();
        Message system = system(request);
        if (system != null) {
            messages.add(system);
        }
        List<ProtoFields> contents = request.objects("contents");
        if (contents.isEmpty()) {
            throw request.missing("contents");
        }
        for (ProtoFields content : contents) {
            messages.add(message(content));
        }
        return messages;
    }

    private @Nullable Message system(ProtoFields request) {
        JsonNode value = request.any("systemInstruction");
        if (value == null) {
            return null;
        }
        if (value.isTextual()) {
            return new Message(Role.SYSTEM, value.textValue());
        }
        ProtoFields content = request.requiredObject("systemInstruction");
        content.ignore("role");
        // A lone part without the content around it is accepted too.
        List<Part> parts = content.has("text") ? reader.read(content) : parts(content);
        content.reportUnread("system_instruction.", losses);
        return parts.isEmpty() ? null : new Message(Role.SYSTEM, parts);
    }

    private Message message(ProtoFields content) {
        String role = content.text("role");
        List<Part> parts = parts(content);
        content.reportUnread("contents.", losses);
        return switch (role == null ? "user" : role) {
            case "model" -> new Message(Role.ASSISTANT, parts);
            case "function" -> new Message(Role.TOOL, parts);
            case "user", "" -> new Message(isResults(parts) ? Role.TOOL : Role.USER, parts);
            default -> throw content.invalid("role", "use 'user' or 'model'");
        };
    }

    private List<Part> parts(ProtoFields content) {
        List<Part> parts = new ArrayList<>();
        for (ProtoFields part : content.objects("parts")) {
            List<Part> read = reader.read(part);
            if (read.isEmpty()) {
                throw part.invalid("text", "a part has to hold something");
            }
            parts.addAll(read);
        }
        return parts;
    }

    private static boolean isResults(List<Part> parts) {
        return !parts.isEmpty() && parts.stream().allMatch(Part.ToolResult.class::isInstance);
    }
}
