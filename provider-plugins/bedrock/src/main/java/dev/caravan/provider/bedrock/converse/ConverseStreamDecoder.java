package dev.caravan.provider.bedrock.converse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.provider.bedrock.eventstream.Frame;
import dev.caravan.provider.bedrock.eventstream.FrameReader;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.StreamDecoder;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Fields;
import dev.caravan.spi.wire.Json;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Reads a streamed answer. Its end is {@code metadata} behind {@code messageStop}; where a stream closes between two frames
 * after {@code messageStop}, only the usage is missing, and it counts as whole.
 */
final class ConverseStreamDecoder implements StreamDecoder {

    private final Queue<Frame> frames = new ArrayDeque<>();
    private final FrameReader reader = new FrameReader(frames::add);
    private final OpenBlocks blocks = new OpenBlocks();
    private boolean started;
    private boolean stopped;
    private boolean metadata;
    private boolean over;

    @Override
    public void decode(ByteBuffer bytes, Consumer<ChatEvent> events) {
        if (over) {
            bytes.position(bytes.limit());
            return;
        }
        GatewayError damage = null;
        try {
            reader.read(bytes);
        } catch (GatewayError broken) {
            damage = broken;
            bytes.position(bytes.limit());
        }
        for (Frame frame = frames.poll(); frame != null && !over; frame = frames.poll()) {
            read(frame, events);
        }
        if (damage != null && !over) {
            fail(damage, events);
        }
    }

    @Override
    public void end(Consumer<ChatEvent> events) {
        if (!over && stopped && reader.isBetweenFrames()) {
            over = true;
            events.accept(new ChatEvent.Ended());
        }
    }

    private void read(Frame frame, Consumer<ChatEvent> events) {
        String message = frame.header(":message-type");
        if ("exception".equals(message) || "error".equals(message)) {
            fail(StreamExceptions.read(frame), events);
            return;
        }
        String type = frame.header(":event-type");
        if (type == null || stopped && !type.equals("metadata")) {
            return;
        }
        try {
            event(type, frame, events);
        } catch (GatewayError malformed) {
            fail(malformed, events);
        }
    }

    private void event(String type, Frame frame, Consumer<ChatEvent> events) {
        switch (type) {
            case "messageStart" -> start(events);
            case "contentBlockStart" -> {
                start(events);
                blocks.start(payload(frame), events);
            }
            case "contentBlockDelta" -> {
                start(events);
                blocks.grow(payload(frame), events);
            }
            case "contentBlockStop" -> blocks.stop(payload(frame), events);
            case "messageStop" -> {
                start(events);
                stop(payload(frame), events);
            }
            case "metadata" -> {
                start(events);
                metadata(payload(frame), events);
            }
            default -> {
                // An event from the future says nothing here.
            }
        }
    }

    private void start(Consumer<ChatEvent> events) {
        if (!started) {
            started = true;
            events.accept(new ChatEvent.Started(null, null, 0, Usage.NONE, null, null));
        }
    }

    private void stop(Fields event, Consumer<ChatEvent> events) {
        blocks.stopAll(events);
        String reason = event.requiredText("stopReason");
        events.accept(new ChatEvent.Finished(0, FinishWords.read(reason, event.any("additionalModelResponseFields"))));
        stopped = true;
        endIfWhole(events);
    }

    private void metadata(Fields event, Consumer<ChatEvent> events) {
        events.accept(new ChatEvent.UsageKnown(TokenUsage.read(event.object("usage"))));
        metadata = true;
        endIfWhole(events);
    }

    private void endIfWhole(Consumer<ChatEvent> events) {
        if (stopped && metadata) {
            over = true;
            events.accept(new ChatEvent.Ended());
        }
    }

    private void fail(GatewayError error, Consumer<ChatEvent> events) {
        over = true;
        events.accept(new ChatEvent.Failed(error));
    }

    private static Fields payload(Frame frame) {
        JsonNode json = Json.parse(frame.payload(), 0, frame.payload().length);
        if (json == null) {
            throw GatewayError.of(502, "invalid_upstream_answer", "The provider's stream holds malformed JSON.");
        }
        return Fields.ofAnswer(json);
    }
}
