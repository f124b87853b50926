package dev.caravan.provider.mistral.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.Choice;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Json;

/** Writes whole answers. */
final class AnswerWriter {

    private final Losses losses;

    AnswerWriter(Losses losses) {
        this.losses = losses;
    }

    ObjectNode write(ChatAnswer answer) {
        ObjectNode body = AnswerHead.of(answer.id(), "chat.completion", answer.created(), answer.model());
        ArrayNode choices = body.putArray("choices");
        answer.choices().forEach(choice -> choices.add(choice(choice)));
        body.set("usage", UsageFields.write(answer.usage()));
        return body;
    }

    private ObjectNode choice(Choice choice) {
        if (choice.logprobs() != null) {
            losses.add("logprobs");
        }
        ObjectNode written = Json.object().put("index", choice.index());
        ObjectNode message = written.putObject("message").put("role", "assistant");
        ArrayNode chunks = Json.array();
        ArrayNode calls = Json.array();
        for (Part part : choice.parts()) {
            if (part instanceof Part.ToolCall call) {
                calls.add(call(call, calls.size()));
            } else {
                chunk(part, chunks);
            }
        }
        message.set("content", content(chunks));
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
        return written.put("finish_reason", FinishWords.write(choice.finish(), losses));
    }

    /** Where texts are all there is, one string; else the list. */
    private static JsonNode content(ArrayNode chunks) {
        StringBuilder text = new StringBuilder();
        for (JsonNode chunk : chunks) {
            if (!chunk.path("type").asText().equals("text")) {
                return chunks;
            }
            text.append(chunk.path("text").asText());
        }
        return TextNode.valueOf(text.toString());
    }

    private void chunk(Part part, ArrayNode chunks) {
        if (part instanceof Part.Text text) {
            if (!text.citations().isEmpty()) {
                losses.add("citations");
            }
            chunks.add(text(text.text()));
        } else if (part instanceof Part.Refusal refusal) {
            losses.add("refusal");
            chunks.add(text(refusal.text()));
        } else if (part instanceof Part.Reasoning thought) {
            if (thought.encrypted() != null) {
                losses.add("reasoning.encrypted");
            }
            if (!thought.text().isEmpty() || thought.signature() != null) {
                chunks.add(ThinkingChunk.write(thought.text(), thought.signature()));
            }
        } else if (part instanceof Part.Opaque opaque) {
            if (opaque.dialect().equals(MistralChatDialect.NAME)) {
                chunks.add(opaque.json());
            } else {
                losses.add("content." + opaque.type());
            }
        } else {
            losses.add("content.media");
        }
    }

    private static ObjectNode text(String text) {
        return Json.object().put("type", "text").put("text", text);
    }

    private ObjectNode call(Part.ToolCall call, int index) {
        if (call.signature() != null) {
            losses.add("tool_calls.signature");
        }
        return call(call.id() == null ? CallId.random() : call.id(), call.name(), call.arguments(), index);
    }

    /** A call as answers have it, whole also in a stream. */
    static ObjectNode call(String id, String name, String arguments, int index) {
        ObjectNode written = Json.object().put("id", id);
        written.putObject("function").put("name", name).put("arguments", arguments.isEmpty() ? "{}" : arguments);
        return written.put("index", index);
    }
}
