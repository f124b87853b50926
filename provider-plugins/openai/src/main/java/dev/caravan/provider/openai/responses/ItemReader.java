package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Fields;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;

/** Reads the items of a provider's output. What only this dialect has stays as it is. */
final class ItemReader {

    private final List<Part> parts = new ArrayList<>();
    private final ArrayNode logprobs = Json.array();

    void read(Fields item) {
        String type = item.requiredText("type");
        switch (type) {
            case "message" -> {
                for (Fields content : item.objects("content")) {
                    parts.add(content(content));
                }
            }
            case "function_call" -> parts.add(functionCall(item));
            case "reasoning" -> {
                Part.Reasoning thought = ReasoningCodec.read(item);
                if (!ReasoningCodec.isEmpty(thought)) {
                    parts.add(thought);
                }
            }
            default -> parts.add(new Part.Opaque(ResponsesDialect.NAME, type, item.json()));
        }
    }

    private Part content(Fields content) {
        String type = content.requiredText("type");
        switch (type) {
            case "output_text" -> {
                logprobs.addAll(tokens(content));
                return new Part.Text(content.requiredText("text"), Annotations.read(content.any("annotations")), null);
            }
            case "refusal" -> {
                return new Part.Refusal(content.requiredText("refusal"));
            }
            default -> {
                return new Part.Opaque(ResponsesDialect.NAME, type, content.json());
            }
        }
    }

    static Part.ToolCall functionCall(Fields item) {
        return new Part.ToolCall(
                item.text("call_id"),
                item.requiredText("name"),
                item.any("arguments") == null ? "" : item.requiredText("arguments"),
                CallSignature.read(item),
                null);
    }

    /** The log probabilities at a text or at a piece of it. */
    static ArrayNode tokens(Fields text) {
        return text.any("logprobs") instanceof ArrayNode tokens ? tokens : Json.array();
    }

    List<Part> parts() {
        return parts;
    }

    boolean hasCalls() {
        return parts.stream().anyMatch(Part.ToolCall.class::isInstance);
    }

    ArrayNode logprobs() {
        return logprobs;
    }
}
