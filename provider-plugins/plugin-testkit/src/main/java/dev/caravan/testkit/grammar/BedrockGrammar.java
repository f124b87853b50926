package dev.caravan.testkit.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Streams of Bedrock's ConverseStream: {@code messageStart}, blocks one after the other, {@code messageStop}, {@code metadata};
 * or one of its exceptions as the last frame. Sources: <a
 * href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStreamOutput.html">ConverseStreamOutput</a>
 * and <a href="https://docs.aws.amazon.com/lexv2/latest/dg/event-stream-encoding.html">Event stream encoding</a>.
 */
public final class BedrockGrammar implements StreamGrammar {

    private static final Set<String> EXCEPTIONS = Set.of(
            "internalServerException",
            "modelStreamErrorException",
            "validationException",
            "throttlingException",
            "serviceUnavailableException");
    private static final Set<String> STOP_REASONS = Set.of(
            "end_turn",
            "tool_use",
            "max_tokens",
            "stop_sequence",
            "guardrail_intervened",
            "content_filtered",
            "malformed_model_output",
            "malformed_tool_use",
            "model_context_window_exceeded");

    @Override
    public void check(byte[] stream) {
        Answer answer = new Answer();
        ByteBuffer bytes = ByteBuffer.wrap(stream);
        while (bytes.hasRemaining()) {
            answer.frame(frame(bytes));
        }
        demand(answer.place == Place.OVER, "the stream ends at the place " + answer.place);
    }

    private record Frame(Map<String, String> headers, ObjectNode payload) {

        String header(String name) {
            String value = headers.get(name);
            demand(value != null, "a frame lacks the header " + name);
            return String.valueOf(value);
        }
    }

    private static Frame frame(ByteBuffer bytes) {
        int start = bytes.position();
        demand(bytes.remaining() >= 16, "a frame is cut off");
        int total = bytes.getInt(start);
        int headersLength = bytes.getInt(start + 4);
        demand(total >= 16 && total <= bytes.remaining(), "a frame's length is " + total);
        demand(headersLength >= 0 && headersLength <= total - 16, "a frame's headers are longer than the frame");
        demand(bytes.getInt(start + 8) == checksum(bytes.slice(start, 8)), "the checksum of a frame's head is wrong");
        demand(
                bytes.getInt(start + total - 4) == checksum(bytes.slice(start, total - 4)),
                "the checksum of a frame is wrong");
        ByteBuffer headers = bytes.slice(start + 12, headersLength);
        Map<String, String> read = new HashMap<>();
        while (headers.hasRemaining()) {
            String name = text(headers, headers.get());
            demand(headers.get() == 7, "the header " + name + " is no string");
            demand(read.put(name, text(headers, headers.getShort())) == null, "the header " + name + " comes twice");
        }
        ByteBuffer payload = bytes.slice(start + 12 + headersLength, total - headersLength - 16);
        bytes.position(start + total);
        JsonNode json = Json.parse(text(payload, payload.remaining()));
        if (json instanceof ObjectNode object) {
            return new Frame(read, object);
        }
        throw new AssertionError("a frame's payload is no JSON object");
    }

    private static String text(ByteBuffer bytes, int length) {
        byte[] text = new byte[length];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static void demand(boolean held, String fault) {
        if (!held) {
            throw new AssertionError(fault);
        }
    }

    private enum Place {
        BEGINNING,
        BETWEEN_BLOCKS,
        IN_BLOCK,
        STOPPED,
        OVER
    }

    private static final class Answer {

        private Place place = Place.BEGINNING;
        private int block;
        private @Nullable String kind;
        private final StringBuilder input = new StringBuilder();
        private boolean calls;

        void frame(Frame frame) {
            demand(place != Place.OVER, "a frame follows the end");
            demand(frame.header(":content-type").equals("application/json"), "a payload is not said to be JSON");
            if (frame.header(":message-type").equals("exception")) {
                String type = frame.header(":exception-type");
                demand(EXCEPTIONS.contains(type), "there is no exception " + type);
                string(frame.payload(), "message");
                place = Place.OVER;
                return;
            }
            demand(frame.header(":message-type").equals("event"), "a message is neither event nor exception");
            event(frame.header(":event-type"), frame.payload());
        }

        private void event(String type, ObjectNode payload) {
            switch (type) {
                case "messageStart" -> {
                    expect(type, Place.BEGINNING);
                    demand(string(payload, "role").equals("assistant"), "the role is not assistant");
                    place = Place.BETWEEN_BLOCKS;
                }
                case "contentBlockStart" -> start(payload);
                case "contentBlockDelta" -> delta(payload);
                case "contentBlockStop" -> stop(payload);
                case "messageStop" -> {
                    expect(type, Place.BETWEEN_BLOCKS);
                    String reason = string(payload, "stopReason");
                    demand(STOP_REASONS.contains(reason), "there is no stop reason " + reason);
                    demand(calls || !reason.equals("tool_use"), "tool_use without a call");
                    place = Place.STOPPED;
                }
                case "metadata" -> {
                    expect(type, Place.STOPPED);
                    for (String count : List.of("inputTokens", "outputTokens", "totalTokens")) {
                        whole(object(payload, "usage"), count);
                    }
                    whole(object(payload, "metrics"), "latencyMs");
                    place = Place.OVER;
                }
                default -> throw new AssertionError("there is no event " + type);
            }
        }

        private void start(ObjectNode payload) {
            expect("contentBlockStart", Place.BETWEEN_BLOCKS);
            index(payload);
            ObjectNode start = object(payload, "start");
            kind = only(start);
            if (kind.equals("toolUse")) {
                string(object(start, kind), "toolUseId");
                string(object(start, kind), "name");
                calls = true;
            } else {
                demand(kind.equals("image"), "a block of the kind " + kind + " is announced");
                string(object(start, kind), "format");
            }
            place = Place.IN_BLOCK;
        }

        private void delta(ObjectNode payload) {
            demand(place == Place.IN_BLOCK || place == Place.BETWEEN_BLOCKS, "contentBlockDelta at the place " + place);
            index(payload);
            ObjectNode delta = object(payload, "delta");
            String found = kind(delta);
            if (place == Place.BETWEEN_BLOCKS) {
                demand(
                        !found.equals("toolUse") && !found.equals("image"),
                        "a block of the kind " + found + " begins without contentBlockStart");
                kind = found;
                place = Place.IN_BLOCK;
            }
            demand(found.equals(kind), "a block of the kind " + kind + " goes on with " + found);
            if (found.equals("toolUse")) {
                input.append(string(object(delta, "toolUse"), "input"));
            }
        }

        private void stop(ObjectNode payload) {
            expect("contentBlockStop", Place.IN_BLOCK);
            index(payload);
            if ("toolUse".equals(kind)) {
                demand(Json.parse(input.toString()) instanceof ObjectNode, "a call's input is no object: " + input);
                input.setLength(0);
            }
            block++;
            place = Place.BETWEEN_BLOCKS;
        }

        /** What a delta belongs to; a citation stands in a block of text. */
        private static String kind(ObjectNode delta) {
            String name = only(delta);
            if (name.equals("reasoningContent")) {
                ObjectNode reasoning = object(delta, name);
                String piece = only(reasoning);
                string(reasoning, piece);
                return piece.equals("redactedContent") ? piece : name;
            }
            if (name.equals("text")) {
                string(delta, name);
                return name;
            }
            object(delta, name);
            demand(Set.of("citation", "toolUse", "image").contains(name), "there is no delta " + name);
            return name.equals("citation") ? "text" : name;
        }

        private void index(ObjectNode payload) {
            demand(
                    whole(payload, "contentBlockIndex") == block,
                    "the block " + payload.get("contentBlockIndex") + " in the place of " + block);
        }

        private void expect(String event, Place wanted) {
            demand(place == wanted, event + " at the place " + place);
        }

        private static String only(ObjectNode union) {
            demand(union.size() == 1, "a union holds " + union.size() + " members");
            return union.fieldNames().next();
        }

        private static ObjectNode object(ObjectNode from, String field) {
            if (from.get(field) instanceof ObjectNode object) {
                return object;
            }
            throw new AssertionError(field + " is no object");
        }

        private static String string(ObjectNode from, String field) {
            JsonNode value = from.get(field);
            demand(value != null && value.isTextual(), field + " is no string");
            return from.path(field).asText();
        }

        private static long whole(ObjectNode from, String field) {
            JsonNode value = from.path(field);
            demand(value.isIntegralNumber() && value.longValue() >= 0, field + " is no count");
            return value.longValue();
        }
    }
}
