package dev.caravan.provider.anthropic.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.CacheHint;
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.ToolArguments;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;

/** Writes the blocks of a request. */
final class BlockWriter {

    private final MediaWriter media;
    private final Losses losses;

    BlockWriter(Losses losses) {
        this.media = new MediaWriter(losses);
        this.losses = losses;
    }

    /** Adds the block of a part, unless the API has none for it or would refuse it. */
    void add(Part part, ArrayNode blocks) {
        if (part instanceof Part.Text text) {
            addText(text.text(), text.cache(), citations(text), blocks);
        } else if (part instanceof Part.Refusal refusal) {
            addText(refusal.text(), null, Json.array(), blocks);
        } else if (part instanceof Part.Image image) {
            blocks.add(media.image(image));
        } else if (part instanceof Part.Document document) {
            blocks.add(media.document(document));
        } else if (part instanceof Part.ToolCall call) {
            blocks.add(call(call));
        } else if (part instanceof Part.ToolResult result) {
            blocks.add(result(result));
        } else if (part instanceof Part.Reasoning reasoning) {
            addReasoning(reasoning, blocks);
        } else if (part instanceof Part.Opaque opaque) {
            addOpaque(opaque, blocks);
        } else if (part instanceof Part.Audio) {
            throw unsupported("audio", "Audio input cannot be sent to this provider.");
        } else if (part instanceof Part.Video) {
            throw unsupported("video", "Video input cannot be sent to this provider.");
        }
    }

    /** The API refuses texts without a character, which clients send beside tool calls. */
    private void addText(String text, @Nullable CacheHint cache, ArrayNode citations, ArrayNode blocks) {
        if (text.isEmpty()) {
            if (cache != null) {
                losses.add("messages.cache_control");
            }
            return;
        }
        ObjectNode written = Json.object().put("type", "text").put("text", text);
        if (!citations.isEmpty()) {
            written.set("citations", citations);
        }
        blocks.add(CacheControl.write(cache, written));
    }

    /** Another provider's citations lack the marks by which the API knows its own sources. */
    private ArrayNode citations(Part.Text text) {
        ArrayNode citations = Json.array();
        for (Citation citation : text.citations()) {
            if (citation.dialect().equals(AnthropicMessagesDialect.NAME)) {
                citations.add(citation.details());
            } else {
                losses.add("messages.content.citations");
            }
        }
        return citations;
    }

    private ObjectNode call(Part.ToolCall call) {
        ObjectNode input = ToolArguments.ofRequest(call, "messages");
        if (call.signature() != null) {
            losses.add("reasoning.signature");
        }
        ObjectNode written = Json.object().put("type", "tool_use").put("id", id(call.id()));
        written.put("name", call.name()).set("input", input);
        return CacheControl.write(call.cache(), written);
    }

    private ObjectNode result(Part.ToolResult result) {
        ObjectNode written = Json.object().put("type", "tool_result").put("tool_use_id", id(result.callId()));
        ArrayNode content = Json.array();
        result.content().forEach(part -> add(part, content));
        JsonNode only = content.path(0);
        if (content.size() == 1 && only.path("type").asText().equals("text") && only.size() == 2) {
            written.set("content", only.get("text"));
        } else if (!content.isEmpty()) {
            written.set("content", content);
        }
        if (result.error()) {
            written.put("is_error", true);
        }
        return CacheControl.write(result.cache(), written);
    }

    private static String id(@Nullable String id) {
        if (id == null) {
            throw GatewayError.badRequest(
                            "missing_tool_call", "A tool's result belongs to no call of the conversation.")
                    .withParam("messages");
        }
        return ToolUseIds.of(id);
    }

    /** Thoughts are taken back only with the signature that they were given; an id tells that they are OpenAI's. */
    private void addReasoning(Part.Reasoning reasoning, ArrayNode blocks) {
        boolean own = reasoning.id() == null;
        if (own && reasoning.encrypted() != null) {
            blocks.add(Json.object().put("type", "redacted_thinking").put("data", reasoning.encrypted()));
        }
        if (own && reasoning.signature() != null) {
            blocks.add(Json.object()
                    .put("type", "thinking")
                    .put("thinking", reasoning.text())
                    .put("signature", reasoning.signature()));
        } else if (!own || !reasoning.text().isEmpty()) {
            losses.add("messages.reasoning");
        }
    }

    private void addOpaque(Part.Opaque opaque, ArrayNode blocks) {
        if (opaque.dialect().equals(AnthropicMessagesDialect.NAME)) {
            blocks.add(opaque.json());
        } else {
            losses.add("messages.content." + opaque.type());
        }
    }

    private static GatewayError unsupported(String what, String message) {
        return GatewayError.badRequest("unsupported_" + what, message).withParam("messages");
    }
}
