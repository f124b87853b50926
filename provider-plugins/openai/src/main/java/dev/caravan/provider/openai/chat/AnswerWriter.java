package dev.caravan.provider.openai.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.Choice;
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.ToolArguments;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;

/** Writes whole answers. */
final class AnswerWriter {

    private final Losses losses;

    private AnswerWriter(Losses losses) {
        this.losses = losses;
    }

    static ObjectNode write(ChatAnswer answer, Losses losses) {
        return new AnswerWriter(losses).write(answer);
    }

    private ObjectNode write(ChatAnswer answer) {
        ObjectNode body = Json.object()
                .put("id", answer.id() == null ? AnswerIds.completion() : answer.id())
                .put("object", "chat.completion")
                .put("created", answer.created() == 0 ? AnswerIds.now() : answer.created())
                .put("model", answer.model() == null ? "" : answer.model());
        ArrayNode choices = body.putArray("choices");
        answer.choices().forEach(choice -> choices.add(choice(choice)));
        body.set("usage", UsageFields.write(answer.usage()));
        if (answer.serviceTier() != null) {
            body.put("service_tier", answer.serviceTier());
        }
        if (answer.fingerprint() != null) {
            body.put("system_fingerprint", answer.fingerprint());
        }
        return body;
    }

    private ObjectNode choice(Choice choice) {
        ObjectNode written = Json.object().put("index", choice.index());
        written.set("message", message(choice.parts()));
        written.set("logprobs", choice.logprobs());
        return written.put("finish_reason", FinishWords.write(choice.finish(), losses));
    }

    private ObjectNode message(List<Part> parts) {
        StringBuilder text = new StringBuilder();
        StringBuilder refusal = new StringBuilder();
        List<Part.Reasoning> thoughts = new ArrayList<>();
        ArrayNode annotations = Json.array();
        ArrayNode calls = Json.array();
        ObjectNode message = Json.object().put("role", "assistant");
        for (Part part : parts) {
            if (part instanceof Part.Text said) {
                text.append(said.text());
                said.citations().forEach(citation -> annotate(citation, annotations));
            } else if (part instanceof Part.Refusal declined) {
                refusal.append(declined.text());
            } else if (part instanceof Part.Reasoning thought) {
                thoughts.add(thought);
            } else if (part instanceof Part.ToolCall call) {
                calls.add(call(call));
            } else if (part instanceof Part.Opaque opaque && opaque.type().equals("audio")) {
                message.set("audio", opaque.json());
            } else if (part instanceof Part.Opaque opaque) {
                losses.add("content." + opaque.type());
            } else {
                losses.add("content.media");
            }
        }
        message.put("content", text.isEmpty() && (!calls.isEmpty() || !refusal.isEmpty()) ? null : text.toString());
        message.put("refusal", refusal.isEmpty() ? null : refusal.toString());
        ReasoningFields.write(thoughts, message);
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
        if (!annotations.isEmpty()) {
            message.set("annotations", annotations);
        }
        return message;
    }

    private void annotate(Citation citation, ArrayNode annotations) {
        ObjectNode annotation = CitationFields.write(citation);
        if (annotation == null) {
            losses.add("citations");
        } else {
            annotations.add(annotation);
        }
    }

    private static ObjectNode call(Part.ToolCall call) {
        ObjectNode written = Json.object()
                .put("id", call.id() == null ? AnswerIds.call() : call.id())
                .put("type", "function");
        written.putObject("function").put("name", call.name()).put("arguments", ToolArguments.text(call.arguments()));
        SignatureField.write(call.signature(), written);
        return written;
    }
}
