package dev.caravan.processors.endpoints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;

/**
 * What the user says in a chat: the text of the last message of the role {@code user}.
 *
 * @param index where among the messages it is
 * @param message the message itself; not to be changed
 */
record ChatInput(int index, ObjectNode message) {

    private static final ChatInput NONE = new ChatInput(-1, Json.object());

    /** @param messages the messages of OpenAI's chat */
    static ChatInput of(JsonNode messages) {
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i) instanceof ObjectNode message
                    && message.path("role").asText().equals("user")) {
                return new ChatInput(i, message);
            }
        }
        return NONE;
    }

    /** Whether the user says something at all. */
    boolean exists() {
        return index >= 0;
    }

    /** Its text; the texts of several parts stand on lines of their own. */
    String text() {
        JsonNode content = message.path("content");
        if (!content.isArray()) {
            return content.asText("");
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            if (isText(part)) {
                text.append(text.isEmpty() ? "" : "\n").append(part.path("text").asText());
            }
        }
        return text.toString();
    }

    /** The same message with another text; its pictures and the like stay. */
    ObjectNode saying(String text) {
        ObjectNode changed = Json.object().setAll(message);
        JsonNode content = message.path("content");
        if (!content.isArray()) {
            return changed.put("content", text);
        }
        ArrayNode parts = Json.array();
        parts.addObject().put("type", "text").put("text", text);
        for (JsonNode part : content) {
            if (!isText(part)) {
                parts.add(part);
            }
        }
        changed.set("content", parts);
        return changed;
    }

    private static boolean isText(JsonNode part) {
        return part.path("type").asText().equals("text");
    }
}
