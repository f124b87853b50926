package dev.caravan.provider.anthropic.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Choice;
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.ToolArguments;
import dev.caravan.spi.wire.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a whole answer for a client. */
final class AnswerWriter {

    private final Losses losses;

    AnswerWriter(Losses losses) {
        this.losses = losses;
    }

    ObjectNode write(ChatAnswer answer, ChatRequest request) {
        // A stream that ended before anything was said makes an answer without choices.
        Choice choice = answer.choices().isEmpty()
                ? new Choice(0, List.of(), null)
                : answer.choices().get(0);
        ArrayNode content = Json.array();
        choice.parts().forEach(part -> add(part, content));
        boolean called = choice.parts().stream().anyMatch(Part.ToolCall.class::isInstance);
        boolean refused = choice.parts().stream().anyMatch(Part.Refusal.class::isInstance);
        Finish finish = choice.finish();
        reportLosses(answer, choice);

        ObjectNode written = head(answer.id(), answer.model() == null ? request.model() : answer.model());
        written.set("content", content);
        written.put("stop_reason", StopReasons.write(finish, called, refused));
        written.put("stop_sequence", finish == null ? null : finish.stopSequence());
        ObjectNode usage = UsageCounter.write(answer.usage());
        tier(answer.serviceTier(), usage);
        written.set("usage", usage);
        return written;
    }

    /** What every message begins with, that of {@code message_start} too. */
    static ObjectNode head(@Nullable String id, @Nullable String model) {
        return Json.object()
                .put("id", id == null ? NewIds.message() : id)
                .put("type", "message")
                .put("role", "assistant")
                .put("model", model == null ? "" : model);
    }

    private void add(Part part, ArrayNode content) {
        if (part instanceof Part.Text text) {
            addText(text, content);
        } else if (part instanceof Part.Refusal refusal) {
            losses.add("refusal");
            content.add(AnswerBlocks.text(refusal.text()));
        } else if (part instanceof Part.Reasoning reasoning) {
            addReasoning(reasoning, content);
        } else if (part instanceof Part.ToolCall call) {
            content.add(call(call));
        } else if (part instanceof Part.Opaque opaque && AnswerBlocks.isOwn(opaque)) {
            content.add(opaque.json());
        } else {
            losses.add("content." + nameOf(part));
        }
    }

    /** An empty text would be refused when the client sends it back. */
    private void addText(Part.Text text, ArrayNode content) {
        if (text.text().isEmpty() && text.citations().isEmpty()) {
            return;
        }
        ObjectNode written = AnswerBlocks.text(text.text());
        ArrayNode citations = Json.array();
        for (Citation citation : text.citations()) {
            JsonNode cited = CitationFields.write(citation);
            if (cited == null) {
                losses.add("content.citations");
            } else {
                citations.add(cited);
            }
        }
        if (!citations.isEmpty()) {
            written.set("citations", citations);
        }
        content.add(written);
    }

    private static void addReasoning(Part.Reasoning reasoning, ArrayNode content) {
        if (reasoning.encrypted() != null) {
            content.add(AnswerBlocks.redactedThinking(reasoning.encrypted()));
        }
        if (!reasoning.text().isEmpty() || reasoning.signature() != null) {
            content.add(AnswerBlocks.thinking(reasoning.text(), reasoning.signature()));
        }
    }

    private ObjectNode call(Part.ToolCall call) {
        ObjectNode input = ToolArguments.ofAnswer(call.name(), call.arguments());
        if (call.signature() != null) {
            losses.add("reasoning.signature");
        }
        return AnswerBlocks.toolUse(call, input);
    }

    private void reportLosses(ChatAnswer answer, Choice choice) {
        if (answer.choices().size() > 1) {
            losses.add("n");
        }
        if (choice.logprobs() != null) {
            losses.add("logprobs");
        }
        if (answer.usage().audioInput() > 0 || answer.usage().audioOutput() > 0) {
            losses.add("usage.audio_tokens");
        }
        Finish finish = choice.finish();
        if (finish == null) {
            return;
        }
        switch (finish.reason()) {
            case CONTENT_FILTER -> losses.add("stop_reason.content_filter");
            case ERROR -> losses.add("stop_reason.error");
            case OTHER -> {
                if (finish.raw() != null) {
                    losses.add("stop_reason");
                }
            }
            default -> {}
        }
    }

    private void tier(@Nullable String tier, ObjectNode usage) {
        String word = tierOf(tier);
        if (word != null) {
            usage.put("service_tier", word);
        } else if (tier != null) {
            losses.add("service_tier");
        }
    }

    /** The tier in the API's words, or null when it has none for it. */
    static @Nullable String tierOf(@Nullable String tier) {
        return switch (tier == null ? "" : tier) {
            case "standard", "priority", "batch" -> tier;
            case "default" -> "standard";
            default -> null;
        };
    }

    private static String nameOf(Part part) {
        if (part instanceof Part.Opaque opaque) {
            return opaque.type();
        }
        if (part instanceof Part.Image) {
            return "image";
        }
        if (part instanceof Part.Audio) {
            return "audio";
        }
        return part instanceof Part.Video ? "video" : "document";
    }
}
