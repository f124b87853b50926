package dev.caravan.provider.bedrock.converse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.provider.bedrock.eventstream.FrameWriter;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Json;
import dev.caravan.spi.wire.WireOutput;
import org.jspecify.annotations.Nullable;

/**
 * Writes the blocks of a stream one after the other, as Bedrock does: a block is closed when the next one begins. A part that
 * grows after its block was closed cannot be expressed. Text and thoughts open their block with their first delta, so that a
 * part without any leaves no trace.
 */
final class BlockSequence {

    private static final int NONE = -1;

    private int block;
    private int part = NONE;
    private @Nullable Part head;
    private boolean open;
    private boolean grown;

    void start(int number, Part begun, WireOutput out) {
        close(out);
        part = number;
        head = begun;
        if (begun instanceof Part.ToolCall call) {
            ObjectNode start = Json.object();
            start.putObject("toolUse")
                    .put("toolUseId", call.id() == null ? ToolUseIds.fresh() : ToolUseIds.valid(call.id()))
                    .put("name", call.name());
            begin(start, out);
            if (!call.arguments().isEmpty()) {
                grow(number, call.arguments(), out);
            }
        } else if (begun instanceof Part.Text text && !text.text().isEmpty()) {
            grow(number, text.text(), out);
        } else if (begun instanceof Part.Refusal refusal && !refusal.text().isEmpty()) {
            grow(number, refusal.text(), out);
        } else if (begun instanceof Part.Reasoning reasoning
                && !reasoning.text().isEmpty()) {
            grow(number, reasoning.text(), out);
        } else if (begun instanceof Part.Image image) {
            picture(image, out);
        }
    }

    void grow(int number, String text, WireOutput out) {
        Part growing = growing(number);
        ObjectNode delta = Json.object();
        if (growing instanceof Part.ToolCall) {
            delta.putObject("toolUse").put("input", text);
        } else if (growing instanceof Part.Reasoning) {
            delta.putObject("reasoningContent").put("text", text);
        } else {
            delta.put("text", text);
        }
        delta(delta, out);
    }

    /** Only thoughts have a signature in Bedrock. */
    void sign(int number, String signature, WireOutput out) {
        if (growing(number) instanceof Part.Reasoning) {
            ObjectNode delta = Json.object();
            delta.putObject("reasoningContent").put("signature", signature);
            delta(delta, out);
        }
    }

    void cite(int number, Citation citation, WireOutput out) {
        growing(number);
        ObjectNode delta = Json.object();
        delta.set("citation", Citations.write(citation));
        delta(delta, out);
    }

    void end(int number, WireOutput out) {
        if (number == part) {
            close(out);
        }
    }

    /** Closes what is open. */
    void close(WireOutput out) {
        Part closing = head;
        if (closing == null) {
            return;
        }
        if (closing instanceof Part.ToolCall && !grown) {
            // A client that puts the pieces together has to get an object.
            grow(part, "{}", out);
        }
        if (closing instanceof Part.Reasoning reasoning && reasoning.signature() != null) {
            sign(part, reasoning.signature(), out);
        }
        stop(out);
        if (closing instanceof Part.Reasoning reasoning
                && reasoning.encrypted() != null
                && ReasoningWriter.isBase64(reasoning.encrypted())) {
            ObjectNode delta = Json.object();
            delta.putObject("reasoningContent").put("redactedContent", reasoning.encrypted());
            delta(delta, out);
            stop(out);
        }
        head = null;
        part = NONE;
    }

    private void picture(Part.Image image, WireOutput out) {
        String format = image.source() instanceof MediaSource.Inline inline
                ? MediaFormats.IMAGES.format(inline.mediaType())
                : null;
        if (format != null && image.source() instanceof MediaSource.Inline inline) {
            ObjectNode start = Json.object();
            start.putObject("image").put("format", format);
            begin(start, out);
            ObjectNode delta = Json.object();
            delta.putObject("image").putObject("source").put("bytes", inline.base64());
            delta(delta, out);
        }
    }

    private Part growing(int number) {
        if (number != part || head == null) {
            throw GatewayError.of(
                    502,
                    "stream_not_expressible",
                    "The answer goes back to a part that has ended, which this format cannot express.");
        }
        return head;
    }

    private void begin(ObjectNode start, WireOutput out) {
        open = true;
        write("contentBlockStart", "start", start, out);
    }

    private void delta(ObjectNode delta, WireOutput out) {
        open = true;
        grown = true;
        write("contentBlockDelta", "delta", delta, out);
    }

    private void stop(WireOutput out) {
        if (open) {
            out.bytes(FrameWriter.event(
                    "contentBlockStop", Json.bytes(Json.object().put("contentBlockIndex", block))));
            block++;
        }
        open = false;
        grown = false;
    }

    private void write(String event, String field, JsonNode value, WireOutput out) {
        ObjectNode payload = Json.object();
        payload.set(field, value);
        payload.put("contentBlockIndex", block);
        out.bytes(FrameWriter.event(event, Json.bytes(payload)));
    }
}
