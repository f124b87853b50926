package dev.caravan.provider.cohere.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Log probabilities. Cohere gives them for a piece of text of one or more tokens, {@code {"text","token_ids","logprobs"}}; the
 * neutral shape is OpenAI's, where such a piece counts as one token with the probability of all of it.
 */
final class LogprobFields {

    private LogprobFields() {}

    /**
     * @param items an array of pieces, or a single one; null when there are none
     * @return null when there are none
     */
    static @Nullable ObjectNode read(@Nullable JsonNode items) {
        List<JsonNode> pieces = items == null ? List.of() : items.isObject() ? List.of(items) : list(items);
        if (pieces.isEmpty()) {
            return null;
        }
        ObjectNode read = Json.object();
        ArrayNode content = read.putArray("content");
        for (JsonNode piece : pieces) {
            content.add(token(piece.path("text").asText(""), piece.path("logprobs")));
        }
        return read;
    }

    private static List<JsonNode> list(JsonNode array) {
        List<JsonNode> items = new ArrayList<>(array.size());
        array.forEach(items::add);
        return items;
    }

    private static ObjectNode token(String text, JsonNode logprobs) {
        double sum = 0;
        for (JsonNode logprob : logprobs) {
            sum += logprob.asDouble();
        }
        ObjectNode token = Json.object().put("token", text).put("logprob", sum);
        ArrayNode bytes = token.putArray("bytes");
        for (byte next : text.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(next & 0xff);
        }
        token.putArray("top_logprobs");
        return token;
    }

    /** The pieces; the alternatives at each place are lost. */
    static ArrayNode write(JsonNode logprobs, Losses losses) {
        ArrayNode pieces = Json.array();
        for (JsonNode token : logprobs.path("content")) {
            ObjectNode piece =
                    pieces.addObject().put("text", token.path("token").asText(""));
            piece.putArray("token_ids");
            piece.putArray("logprobs").add(token.path("logprob").asDouble());
            if (!token.path("top_logprobs").isEmpty()) {
                losses.add("logprobs.top_logprobs");
            }
        }
        return pieces;
    }
}
