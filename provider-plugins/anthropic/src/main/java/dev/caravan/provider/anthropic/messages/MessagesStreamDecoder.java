package dev.caravan.provider.anthropic.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.StreamDecoder;
import dev.caravan.spi.wire.Fields;
import dev.caravan.spi.wire.Json;
import dev.caravan.spi.wire.SseReader;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Reads a provider's stream. The data's {@code type} counts, not the event's name; events and deltas that nobody knows
 * are passed over, as the API asks of its clients. It has ended well with {@code message_stop} only.
 */
final class MessagesStreamDecoder implements StreamDecoder {

    private final SseReader reader = new SseReader(this::event);
    private final UsageCounter usage = new UsageCounter();
    private final Map<Integer, BlockDecoder> open = new TreeMap<>();
    private Consumer<ChatEvent> events = event -> {};
    private int parts;
    private boolean started;
    private boolean finished;
    private boolean over;

    @Override
    public void decode(ByteBuffer bytes, Consumer<ChatEvent> events) {
        this.events = events;
        try {
            reader.read(bytes);
        } catch (IllegalStateException tooLong) {
            fail(malformed("an event is too long"));
        }
    }

    @Override
    public void end(Consumer<ChatEvent> events) {
        // Only message_stop ends a stream.
    }

    private void event(String name, String data) {
        if (over) {
            return;
        }
        try {
            if (!(Json.parse(data) instanceof ObjectNode json)) {
                throw malformed("it holds what is no JSON object");
            }
            JsonNode type = json.get("type");
            event(type == null ? name : type.asText(), Fields.ofAnswer(json));
        } catch (GatewayError error) {
            fail(error);
        }
    }

    private void event(String type, Fields data) {
        switch (type) {
            case "message_start" -> start(data.requiredObject("message"));
            case "content_block_start" -> startBlock(data);
            case "content_block_delta" -> block(data).grow(data.requiredObject("delta"), events);
            case "content_block_stop" -> stopBlock(data);
            case "message_delta" -> change(data);
            case "message_stop" -> stop();
            case "error" -> fail(ErrorFields.readWithoutStatus(data.json()));
            default -> {}
        }
    }

    private void start(Fields message) {
        if (started) {
            throw malformed("it begins twice");
        }
        started = true;
        Fields known = message.object("usage");
        events.accept(new ChatEvent.Started(
                message.text("id"),
                message.text("model"),
                0,
                usage.add(known),
                null,
                known == null ? null : known.text("service_tier")));
    }

    private void startBlock(Fields data) {
        requireStarted();
        BlockDecoder block = BlockDecoder.of(data.requiredObject("content_block"), parts);
        parts++;
        if (open.put(index(data), block) != null) {
            throw malformed("a block begins twice");
        }
        block.start(events);
    }

    private void stopBlock(Fields data) {
        block(data).stop(events);
        open.remove(index(data));
    }

    private void change(Fields data) {
        requireStarted();
        Fields known = data.object("usage");
        if (known != null) {
            events.accept(new ChatEvent.UsageKnown(usage.add(known)));
        }
        Fields delta = data.object("delta");
        String reason = delta == null ? null : delta.text("stop_reason");
        if (delta != null && reason != null && !finished) {
            Part refusal = AnswerReader.explanation(delta);
            if (refusal instanceof Part.Refusal words) {
                tell(words);
            }
            finish(StopReasons.read(reason, delta.text("stop_sequence")));
        }
    }

    private void tell(Part.Refusal refusal) {
        events.accept(new ChatEvent.PartStarted(0, parts, new Part.Refusal("")));
        events.accept(new ChatEvent.PartGrew(0, parts, refusal.text()));
        events.accept(new ChatEvent.PartEnded(0, parts));
        parts++;
    }

    private void stop() {
        requireStarted();
        if (!finished) {
            finish(new Finish(Finish.Reason.OTHER));
        }
        over = true;
        events.accept(new ChatEvent.Ended());
    }

    private void finish(Finish finish) {
        open.values().forEach(block -> block.stop(events));
        open.clear();
        finished = true;
        events.accept(new ChatEvent.Finished(0, finish));
    }

    private void requireStarted() {
        if (!started) {
            throw malformed("it does not begin with message_start");
        }
    }

    private BlockDecoder block(Fields data) {
        BlockDecoder block = open.get(index(data));
        if (block == null) {
            throw malformed("a block goes on that has not begun");
        }
        return block;
    }

    private static int index(Fields data) {
        Integer index = data.integer("index");
        if (index == null) {
            throw data.missing("index");
        }
        return index;
    }

    private void fail(GatewayError error) {
        over = true;
        events.accept(new ChatEvent.Failed(error));
    }

    private static GatewayError malformed(String problem) {
        return GatewayError.of(502, "invalid_upstream_answer", "The provider's stream cannot be read: %s.", problem);
    }
}
