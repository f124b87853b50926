package dev.caravan.provider.anthropic.messages;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;

/** The blocks of an answer; a stream begins with the same ones, still empty. */
final class AnswerBlocks {

    private AnswerBlocks() {}

    static ObjectNode text(String text) {
        return Json.object().put("type", "text").put("text", text);
    }

    /** Thoughts; those of providers that do not sign them have an empty signature, since clients count on the field. */
    static ObjectNode thinking(String text, @Nullable String signature) {
        return Json.object()
                .put("type", "thinking")
                .put("thinking", text)
                .put("signature", signature == null ? "" : signature);
    }

    static ObjectNode redactedThinking(String data) {
        return Json.object().put("type", "redacted_thinking").put("data", data);
    }

    static ObjectNode toolUse(Part.ToolCall call, ObjectNode input) {
        ObjectNode written = Json.object()
                .put("type", "tool_use")
                .put("id", call.id() == null ? NewIds.toolUse() : call.id())
                .put("name", call.name());
        return written.set("input", input);
    }

    static boolean isOwn(Part.Opaque opaque) {
        return opaque.dialect().equals(AnthropicMessagesDialect.NAME);
    }
}
