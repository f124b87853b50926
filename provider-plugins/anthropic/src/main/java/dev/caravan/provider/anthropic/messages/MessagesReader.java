package dev.caravan.provider.anthropic.messages;

import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.wire.Fields;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code system} and {@code messages}. Tool results, which are a user's blocks here, get a message of their own.
 */
final class MessagesReader {

    private final BlockReader blocks;
    private final Losses losses;

    MessagesReader(Losses losses) {
        this.blocks = new BlockReader(losses);
        this.losses = losses;
    }

    List<Message> read(Fields request) {
        if (!request.has("messages")) {
            throw request.missing("messages");
        }
        List<Message> messages = new ArrayList<>();
        List<Part> system = blocks.read(request, "system");
        if (!system.isEmpty()) {
            messages.add(new Message(Role.SYSTEM, system));
        }
        for (Fields message : request.objects("messages")) {
            add(message, messages);
        }
        return messages;
    }

    private void add(Fields message, List<Message> messages) {
        String role = message.requiredText("role");
        if (!message.has("content")) {
            throw message.missing("content");
        }
        List<Part> parts = blocks.read(message, "content");
        switch (role) {
            case "user" -> addUsers(parts, messages);
            case "assistant" -> messages.add(new Message(Role.ASSISTANT, parts));
            case "system" -> messages.add(new Message(Role.SYSTEM, parts));
            default -> throw message.invalid("role", "expected 'user', 'assistant' or 'system'");
        }
        message.reportUnread("messages.", losses);
    }

    private static void addUsers(List<Part> parts, List<Message> messages) {
        List<Part> results = new ArrayList<>();
        List<Part> rest = new ArrayList<>();
        parts.forEach(part -> (part instanceof Part.ToolResult ? results : rest).add(part));
        if (!results.isEmpty()) {
            messages.add(new Message(Role.TOOL, results));
        }
        if (!rest.isEmpty() || results.isEmpty()) {
            messages.add(new Message(Role.USER, rest));
        }
    }
}
