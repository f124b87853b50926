package dev.caravan.provider.echo;

import dev.caravan.spi.GatewayError;
import java.util.List;
import java.util.Set;

/**
 * The messages of a chat request, as far as echo listens.
 *
 * @param lastUserText the text of the last user message, empty when there is none
 * @param endsWithToolResult whether the last message is a tool's result
 * @param tokens the words of all messages together
 */
record Conversation(String lastUserText, boolean endsWithToolResult, int tokens) {

    private static final Set<String> ROLES = Set.of("system", "assistant", "user", "function", "tool", "developer");

    /** @throws GatewayError 400 when {@code messages} is missing or malformed */
    static Conversation of(RequestFields request) {
        if (request.any("messages").isEmpty()) {
            throw request.missing("messages");
        }
        List<RequestFields> messages = request.objects("messages");
        if (messages.isEmpty()) {
            throw request.emptyArray("messages");
        }
        String lastUserText = "";
        String role = "";
        int tokens = 0;
        for (RequestFields message : messages) {
            role = message.requiredText("role");
            if (!ROLES.contains(role)) {
                throw message.wrongValue(
                        "role", role, "'system', 'assistant', 'user', 'function', 'tool', and 'developer'");
            }
            String text = text(message, role);
            tokens += Tokens.words(text).count();
            lastUserText = role.equals("user") ? text : lastUserText;
        }
        return new Conversation(lastUserText, role.equals("tool"), tokens);
    }

    private static String text(RequestFields message, String role) {
        if (message.any("content").isEmpty()) {
            if (role.equals("assistant")) {
                return "";
            }
            throw message.missing("content");
        }
        if (!message.object().get("content").isArray()) {
            return message.requiredText("content");
        }
        StringBuilder text = new StringBuilder();
        for (RequestFields part : message.objects("content")) {
            if (part.requiredText("type").equals("text")) {
                text.append(part.requiredText("text"));
            }
        }
        return text.toString();
    }
}
