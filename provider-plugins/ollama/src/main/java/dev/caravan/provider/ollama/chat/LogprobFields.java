package dev.caravan.provider.ollama.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;

/** The field {@code logprobs}, whose entries are OpenAI's. */
final class LogprobFields {

    private LogprobFields() {}

    /** In the neutral shape; null when there are none. */
    static @Nullable ObjectNode read(@Nullable JsonNode logprobs) {
        if (!(logprobs instanceof ArrayNode) || logprobs.isEmpty()) {
            return null;
        }
        return Json.object().set("content", logprobs);
    }

    /** Adds them to an answer or a line. */
    static void write(@Nullable JsonNode logprobs, ObjectNode answer) {
        if (logprobs != null && logprobs.get("content") instanceof ArrayNode content && !content.isEmpty()) {
            answer.set("logprobs", content);
        }
    }
}
