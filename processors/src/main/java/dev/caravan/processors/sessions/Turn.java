package dev.caravan.processors.sessions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.caravan.spi.wire.Json;

/**
 * One turn of a conversation: what the client said, and the answer.
 *
 * @param size what it adds to its session
 * @param content its messages, a JSON array in the shape of OpenAI's chat
 */
public record Turn(TurnSize size, String content) {

    private static final int PER_MESSAGE = 4;
    private static final int CHARACTERS_PER_TOKEN = 4;

    /** The turn of these messages, at least one. */
    public static Turn of(ArrayNode messages) {
        int tokens = PER_MESSAGE * messages.size();
        for (JsonNode message : messages) {
            tokens += tokens(message.path("content")) + tokens(message.path("tool_calls"));
        }
        boolean continues = messages.path(0).path("role").asText().equals("tool");
        return new Turn(new TurnSize(messages.size(), tokens, continues), Json.text(messages));
    }

    private static int tokens(JsonNode content) {
        int characters = content.isTextual()
                ? content.textValue().length()
                : content.isContainerNode() ? Json.text(content).length() : 0;
        return (characters + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN;
    }

    /** Its messages as trees of their own. */
    ArrayNode parsed() {
        return Json.parse(content) instanceof ArrayNode messages ? messages : Json.array();
    }
}
