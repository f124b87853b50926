package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Log probabilities: a list at each text here, one list for the whole answer in the neutral model. */
final class Logprobs {

    private Logprobs() {}

    /** Those of an answer, or null when there are none. */
    static @Nullable ObjectNode ofAnswer(ArrayNode tokens) {
        if (tokens.isEmpty()) {
            return null;
        }
        ObjectNode logprobs = Json.object();
        logprobs.set("content", tokens);
        logprobs.putNull("refusal");
        return logprobs;
    }

    /** The tokens of an answer's log probabilities. */
    static ArrayNode tokens(@Nullable JsonNode logprobs) {
        return logprobs != null && logprobs.get("content") instanceof ArrayNode tokens ? tokens : Json.array();
    }

    /** Takes as many tokens as make up the text. */
    static ArrayNode take(Iterator<JsonNode> tokens, int length) {
        ArrayNode taken = Json.array();
        int left = length;
        while (left > 0 && tokens.hasNext()) {
            JsonNode token = tokens.next();
            taken.add(token);
            left -= token.path("token").asText().length();
        }
        return taken;
    }
}
