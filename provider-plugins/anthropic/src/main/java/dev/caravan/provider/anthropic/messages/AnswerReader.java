package dev.caravan.provider.anthropic.messages;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.Choice;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Fields;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a provider's whole answer. */
final class AnswerReader {

    private AnswerReader() {}

    static ChatAnswer read(JsonNode body, Losses losses) {
        Fields answer = Fields.ofAnswer(body);
        if ("error".equals(answer.text("type"))) {
            throw ErrorFields.readWithoutStatus(body);
        }
        if (!answer.has("content")) {
            throw answer.missing("content");
        }
        List<Part> parts = new ArrayList<>();
        for (Fields block : answer.objects("content")) {
            parts.add(part(block));
        }
        Part refusal = explanation(answer);
        if (refusal != null) {
            parts.add(refusal);
        }
        if (answer.has("container")) {
            losses.add("container");
        }
        Fields usage = answer.object("usage");
        return new ChatAnswer(
                answer.text("id"),
                answer.text("model"),
                0,
                List.of(new Choice(0, parts, finish(answer))),
                new UsageCounter().add(usage),
                null,
                usage == null ? null : usage.text("service_tier"));
    }

    private static Part part(Fields block) {
        String type = block.requiredText("type");
        return switch (type) {
            case "text" -> new Part.Text(block.requiredText("text"), CitationFields.read(block), null);
            case "tool_use" -> {
                JsonNode input = block.any("input");
                yield new Part.ToolCall(
                        block.requiredText("id"), block.requiredText("name"), input == null ? "{}" : Json.text(input));
            }
            case "thinking" ->
                new Part.Reasoning(block.requiredText("thinking"), signature(block.text("signature")), null, null);
            case "redacted_thinking" -> new Part.Reasoning("", null, block.requiredText("data"), null);
            default -> new Part.Opaque(AnthropicMessagesDialect.NAME, type, block.json());
        };
    }

    private static @Nullable String signature(@Nullable String given) {
        return given == null || given.isEmpty() ? null : given;
    }

    private static @Nullable Finish finish(Fields answer) {
        String reason = answer.text("stop_reason");
        return reason == null ? null : StopReasons.read(reason, answer.text("stop_sequence"));
    }

    /** What {@code stop_details} says about a refusal, as a refusal in words; null when it says nothing. */
    static @Nullable Part explanation(Fields ended) {
        Fields details = ended.object("stop_details");
        String explanation = details == null ? null : details.text("explanation");
        return explanation == null ? null : new Part.Refusal(explanation);
    }
}
