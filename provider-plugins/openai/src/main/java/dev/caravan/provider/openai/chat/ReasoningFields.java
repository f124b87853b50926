package dev.caravan.provider.openai.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Thoughts, which OpenAI's own chat completions do not show: {@code reasoning_content} (DeepSeek, vLLM) or {@code reasoning}
 * for their text, and OpenRouter's {@code reasoning_details} for what has to come back with the next turn, signatures and
 * encrypted thoughts.
 *
 * <p>Source: <a href="https://openrouter.ai/docs/use-cases/reasoning-tokens">OpenRouter, Reasoning Tokens</a>.
 */
final class ReasoningFields {

    static final String[] NAMES = {"reasoning_content", "reasoning", "reasoning_details"};

    private ReasoningFields() {}

    /** The thoughts of a message or a delta, in order; empty when it has none. */
    static List<Part.Reasoning> read(JsonNode message) {
        if (message.get("reasoning_details") instanceof ArrayNode details && !details.isEmpty()) {
            List<Part.Reasoning> thoughts = new ArrayList<>();
            details.forEach(detail -> thoughts.add(detail(detail)));
            return thoughts;
        }
        for (String field : List.of("reasoning_content", "reasoning")) {
            String text = text(message, field);
            if (text != null && !text.isEmpty()) {
                return List.of(new Part.Reasoning(text));
            }
        }
        return List.of();
    }

    private static Part.Reasoning detail(JsonNode detail) {
        String text = text(detail, "text");
        String summary = text(detail, "summary");
        return new Part.Reasoning(
                text != null ? text : summary == null ? "" : summary,
                text(detail, "signature"),
                text(detail, "data"),
                text(detail, "id"));
    }

    /** Writes the thoughts into a message. */
    static void write(List<Part.Reasoning> thoughts, ObjectNode message) {
        if (thoughts.isEmpty()) {
            return;
        }
        StringBuilder text = new StringBuilder();
        boolean bare = true;
        for (Part.Reasoning thought : thoughts) {
            text.append(text.isEmpty() || thought.text().isEmpty() ? "" : "\n").append(thought.text());
            bare &= thought.signature() == null && thought.encrypted() == null && thought.id() == null;
        }
        if (!text.isEmpty()) {
            message.put("reasoning_content", text.toString());
        }
        if (!bare || thoughts.size() > 1) {
            ArrayNode details = message.putArray("reasoning_details");
            for (int i = 0; i < thoughts.size(); i++) {
                details.add(detail(thoughts.get(i), i));
            }
        }
    }

    /** One entry of {@code reasoning_details}; in a stream, what is new of it. */
    static ObjectNode detail(Part.Reasoning thought, int index) {
        ObjectNode detail = Json.object();
        if (thought.encrypted() != null) {
            detail.put("type", "reasoning.encrypted").put("data", thought.encrypted());
        } else {
            detail.put("type", "reasoning.text");
        }
        if (!thought.text().isEmpty()) {
            detail.put("text", thought.text());
        }
        if (thought.signature() != null) {
            detail.put("signature", thought.signature());
        }
        if (thought.id() != null) {
            detail.put("id", thought.id());
        }
        return detail.put("index", index);
    }

    private static @Nullable String text(JsonNode object, String field) {
        JsonNode value = object.get(field);
        return value == null || !value.isTextual() ? null : value.textValue();
    }
}
