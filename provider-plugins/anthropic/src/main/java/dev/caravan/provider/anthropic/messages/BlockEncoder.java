package dev.caravan.provider.anthropic.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.ToolArguments;
import dev.caravan.spi.wire.Json;
import dev.caravan.spi.wire.WireOutput;
import org.jspecify.annotations.Nullable;

/**
 * Writes one block of a stream. A text or a thought begins with its first piece, so that an empty one leaves no block
 * behind: a client that sent it back would be refused.
 */
final class BlockEncoder {

    private final int index;
    private final Part head;
    private final StringBuilder arguments = new StringBuilder();
    private @Nullable String signature;
    private boolean begun;

    BlockEncoder(int index, Part head) {
        this.index = index;
        this.head = head;
    }

    /** Whether the dialect has a block for such a part that grows. */
    static boolean canWrite(Part head) {
        return head instanceof Part.Text
                || head instanceof Part.Refusal
                || head instanceof Part.Reasoning
                || head instanceof Part.ToolCall;
    }

    /** Begins the part with what its head has already. */
    void begin(Part whole, WireOutput out) {
        if (whole instanceof Part.Text text) {
            grow(text.text(), out);
            for (Citation citation : text.citations()) {
                JsonNode written = CitationFields.write(citation);
                if (written != null) {
                    cite(written, out);
                }
            }
        } else if (whole instanceof Part.Refusal refusal) {
            grow(refusal.text(), out);
        } else if (whole instanceof Part.Reasoning reasoning) {
            grow(reasoning.text(), out);
            signature = reasoning.signature();
        } else if (whole instanceof Part.ToolCall call) {
            start(out);
            grow(call.arguments(), out);
        }
    }

    void grow(String text, WireOutput out) {
        if (text.isEmpty()) {
            return;
        }
        start(out);
        if (head instanceof Part.ToolCall) {
            arguments.append(text);
            delta(Json.object().put("type", "input_json_delta").put("partial_json", text), out);
        } else if (head instanceof Part.Reasoning) {
            delta(Json.object().put("type", "thinking_delta").put("thinking", text), out);
        } else {
            delta(Json.object().put("type", "text_delta").put("text", text), out);
        }
    }

    /** Keeps the signature for the end of the block, where clients expect it. */
    void sign(String proof) {
        signature = proof;
    }

    void cite(JsonNode citation, WireOutput out) {
        if (head instanceof Part.Text) {
            start(out);
            delta(Json.object().put("type", "citations_delta").set("citation", citation), out);
        }
    }

    /**
     * Ends the block.
     *
     * @return whether there was anything to end
     * @throws dev.caravan.spi.GatewayError when a call's arguments turn out to be no JSON object
     */
    boolean end(WireOutput out) {
        if (signature != null) {
            start(out);
            delta(Json.object().put("type", "signature_delta").put("signature", signature), out);
        }
        if (head instanceof Part.ToolCall call) {
            // Refuses what the client, which has got all of it now, could not read.
            ToolArguments.ofAnswer(call.name(), arguments.toString());
        }
        if (begun) {
            stop(index, out);
        }
        return begun;
    }

    private void start(WireOutput out) {
        if (begun) {
            return;
        }
        begun = true;
        ObjectNode content;
        if (head instanceof Part.ToolCall call) {
            content = AnswerBlocks.toolUse(call, Json.object());
        } else if (head instanceof Part.Reasoning) {
            content = AnswerBlocks.thinking("", null);
        } else {
            content = AnswerBlocks.text("");
        }
        start(index, content, out);
    }

    private void delta(JsonNode delta, WireOutput out) {
        ObjectNode event = Json.object().put("type", "content_block_delta").put("index", index);
        out.event("content_block_delta", event.set("delta", delta));
    }

    static void start(int index, JsonNode content, WireOutput out) {
        ObjectNode event = Json.object().put("type", "content_block_start").put("index", index);
        out.event("content_block_start", event.set("content_block", content));
    }

    static void stop(int index, WireOutput out) {
        out.event(
                "content_block_stop",
                Json.object().put("type", "content_block_stop").put("index", index));
    }
}
