package dev.caravan.provider.mistral.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;

/** Thoughts: {@code {"type":"thinking","thinking":[{"type":"text","text":…}],"signature":…}}. */
final class ThinkingChunk {

    static final String TYPE = "thinking";

    private ThinkingChunk() {}

    static Part.Reasoning read(JsonNode chunk) {
        JsonNode thinking = chunk.path(TYPE);
        StringBuilder text = new StringBuilder(thinking.isTextual() ? thinking.textValue() : "");
        thinking.forEach(piece -> text.append(piece.path("text").asText("")));
        JsonNode signature = chunk.path("signature");
        return new Part.Reasoning(text.toString(), signature.isTextual() ? signature.textValue() : null, null, null);
    }

    static ObjectNode write(String text, @Nullable String signature) {
        ObjectNode chunk = Json.object().put("type", TYPE);
        if (text.isEmpty()) {
            chunk.putArray(TYPE);
        } else {
            chunk.putArray(TYPE).addObject().put("type", "text").put("text", text);
        }
        return signature == null ? chunk : chunk.put("signature", signature);
    }
}
