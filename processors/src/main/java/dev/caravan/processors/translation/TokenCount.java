package dev.caravan.processors.translation;

import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Tool;
import dev.caravan.spi.wire.Json;
import java.util.function.ToIntFunction;

/**
 * Counts a request's tokens: those of its texts, a few for each message, call and tool, and a flat figure for a picture or a
 * document. Thread-safe where its counter of texts is.
 */
final class TokenCount {

    private static final int PER_MESSAGE = 4;
    private static final int PER_TOOL = 8;

    /** What a picture of about a megapixel costs with most providers. */
    private static final int PER_MEDIUM = 1500;

    private static final int CHARACTERS_PER_TOKEN = 4;

    private final ToIntFunction<String> texts;

    /** @param texts the tokens of a text */
    TokenCount(ToIntFunction<String> texts) {
        this.texts = texts;
    }

    /** Good to a factor of two or so, and cheap enough for an event loop. */
    static TokenCount rough() {
        return new TokenCount(text -> (text.length() + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN);
    }

    int of(ChatRequest request) {
        int tokens = 0;
        for (Message message : request.messages()) {
            tokens += PER_MESSAGE;
            for (Part part : message.parts()) {
                tokens += of(part);
            }
        }
        for (Tool tool : request.tools()) {
            tokens += PER_TOOL + of(tool);
        }
        return tokens;
    }

    private int of(Part part) {
        if (part instanceof Part.Text text) {
            return texts.applyAsInt(text.text());
        }
        if (part instanceof Part.Reasoning thought) {
            return texts.applyAsInt(thought.text());
        }
        if (part instanceof Part.Refusal refusal) {
            return texts.applyAsInt(refusal.text());
        }
        if (part instanceof Part.ToolCall call) {
            return PER_TOOL + texts.applyAsInt(call.name()) + texts.applyAsInt(call.arguments());
        }
        if (part instanceof Part.ToolResult result) {
            int tokens = PER_TOOL;
            for (Part content : result.content()) {
                tokens += of(content);
            }
            return tokens;
        }
        if (part instanceof Part.Opaque opaque) {
            return texts.applyAsInt(Json.text(opaque.json()));
        }
        return PER_MEDIUM;
    }

    private int of(Tool tool) {
        if (tool instanceof Tool.Function function) {
            return texts.applyAsInt(function.name())
                    + (function.description() == null ? 0 : texts.applyAsInt(function.description()))
                    + (function.parameters() == null ? 0 : texts.applyAsInt(Json.text(function.parameters())));
        }
        return PER_TOOL;
    }
}
