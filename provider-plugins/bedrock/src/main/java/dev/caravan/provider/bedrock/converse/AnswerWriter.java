package dev.caravan.provider.bedrock.converse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.Choice;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Json;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes a whole answer for a client. Its id, time and model have no place in Converse; the latency is not known here. */
final class AnswerWriter {

    private static final Set<String> TIERS = Set.of("priority", "default", "flex", "reserved");

    private final Losses losses;
    private final MediaWriter media;

    AnswerWriter(Losses losses) {
        this.losses = losses;
        this.media = new MediaWriter("content.", losses);
    }

    JsonNode write(ChatAnswer answer) {
        if (answer.choices().size() > 1) {
            losses.add("choices");
        }
        List<Choice> choices = answer.choices();
        List<Part> parts = choices.isEmpty() ? List.of() : choices.get(0).parts();
        Finish finish = choices.isEmpty() ? null : choices.get(0).finish();
        if (!choices.isEmpty() && choices.get(0).logprobs() != null) {
            losses.add("logprobs");
        }
        ObjectNode body = Json.object();
        ObjectNode message = body.putObject("output").putObject("message").put("role", "assistant");
        ArrayNode content = message.putArray("content");
        parts.forEach(part -> write(part, content));
        body.put("stopReason", FinishWords.write(finish, losses));
        body.set("usage", TokenUsage.write(answer.usage(), losses));
        body.putObject("metrics").put("latencyMs", 0);
        ObjectNode additional = FinishWords.additional(finish);
        if (additional != null) {
            body.set("additionalModelResponseFields", additional);
        }
        tier(answer.serviceTier(), body);
        return body;
    }

    /** The tier that served, where Bedrock has its name. */
    static void tier(@Nullable String tier, ObjectNode body) {
        if (tier != null && TIERS.contains(tier)) {
            body.putObject("serviceTier").put("type", tier);
        }
    }

    private void write(Part part, ArrayNode content) {
        if (part instanceof Part.Text text) {
            content.add(text.citations().isEmpty() ? Json.object().put("text", text.text()) : BlockWriter.cited(text));
        } else if (part instanceof Part.Refusal refusal) {
            losses.add("content.refusal");
            content.addObject().put("text", refusal.text());
        } else if (part instanceof Part.ToolCall call) {
            content.add(BlockWriter.toolUse(call, 502, losses));
        } else if (part instanceof Part.Reasoning reasoning) {
            reasoning(reasoning, content);
        } else if (part instanceof Part.Opaque opaque && opaque.dialect().equals(ConverseDialect.NAME)) {
            content.add(opaque.json());
        } else if (part instanceof Part.Opaque opaque) {
            losses.add("content." + opaque.type());
        } else {
            medium(part, content);
        }
    }

    private void reasoning(Part.Reasoning reasoning, ArrayNode content) {
        if (!reasoning.text().isEmpty() || reasoning.signature() != null) {
            content.add(ReasoningWriter.thoughts(reasoning));
        }
        if (reasoning.encrypted() != null) {
            if (ReasoningWriter.isBase64(reasoning.encrypted())) {
                content.add(ReasoningWriter.redacted(reasoning.encrypted()));
            } else {
                losses.add("reasoning.encrypted");
            }
        }
    }

    /** A picture or sound of the model's; what Bedrock has no block for is lost. */
    private void medium(Part part, ArrayNode content) {
        try {
            if (part instanceof Part.Image image) {
                content.add(media.image(image));
            } else if (part instanceof Part.Audio audio) {
                content.add(media.audio(audio));
            } else if (part instanceof Part.Video video) {
                content.add(media.video(video));
            } else {
                losses.add("content.document");
            }
        } catch (GatewayError inexpressible) {
            losses.add("content.media");
        }
    }
}
