package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.StreamDecoder;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Fields;
import dev.caravan.spi.wire.Json;
import dev.caravan.spi.wire.SseReader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a streamed answer. It forgives servers that leave out announcements and tell only the whole of an item or of the response;
 * events that it does not know, and those of the provider's own tools, are passed over.
 */
final class ResponsesStreamDecoder implements StreamDecoder {

    private final SseReader sse = new SseReader(this::event);
    private final PartFeed feed = new PartFeed();
    private final Map<Integer, IncomingItem> items = new TreeMap<>();
    private boolean started;
    private @Nullable String tier;
    private boolean over;

    @Override
    public void decode(ByteBuffer bytes, Consumer<ChatEvent> events) {
        feed.to(events);
        sse.read(bytes);
    }

    @Override
    public void end(Consumer<ChatEvent> events) {
        // An answer that is whole has said so.
    }

    private void event(String name, String data) {
        if (over || data.equals("[DONE]")) {
            return;
        }
        try {
            JsonNode json = Json.parse(data);
            if (json == null) {
                throw GatewayError.of(
                        502, "invalid_upstream_answer", "The provider's stream holds an event that is no JSON.");
            }
            Fields event = Fields.ofAnswer(json);
            String type = event.text("type");
            event(type == null ? name : type, event);
        } catch (GatewayError malformed) {
            fail(malformed);
        }
    }

    private void event(String type, Fields event) {
        switch (type) {
            case "response.created", "response.queued", "response.in_progress" ->
                start(event.requiredObject("response"));
            case "response.output_item.added" -> add(index(event), event.requiredObject("item"));
            case "response.output_item.done" -> done(index(event), event.requiredObject("item"));
            case "response.completed", "response.incomplete" -> complete(event.requiredObject("response"));
            case "response.failed" ->
                fail(ResponsesErrors.ofFailed(event.requiredObject("response").any("error")));
            case "error" -> fail(ResponsesErrors.ofEvent(event.json()));
            default -> ofItem(type, event);
        }
    }

    private void start(Fields response) {
        if (!started) {
            started = true;
            tier = response.text("service_tier");
            feed.tell(new ChatEvent.Started(
                    response.text("id"),
                    response.text("model"),
                    AnswerReader.created(response.any("created_at")),
                    Usage.NONE,
                    null,
                    tier));
        }
    }

    /** A response begins in the tier that was asked for, and tells at its end which one it had; null where that is the same. */
    private @Nullable String otherTier(Fields response) {
        String served = response.text("service_tier");
        return Objects.equals(served, tier) ? null : served;
    }

    private static int index(Fields event) {
        return (int) event.wholeNumber("output_index", 0);
    }

    private void add(int index, Fields item) {
        ensureStarted();
        items.computeIfAbsent(index, unused -> incoming(item));
    }

    private IncomingItem incoming(Fields item) {
        return switch (item.requiredText("type")) {
            case "message" -> new IncomingMessage(feed);
            case "function_call" -> new IncomingCall(feed, item);
            case "reasoning" -> new IncomingReasoning(feed, item);
            default -> new IncomingWhole(feed);
        };
    }

    private void done(int index, Fields item) {
        add(index, item);
        items.get(index).done(item);
    }

    private void ofItem(String type, Fields event) {
        IncomingItem item = items.get(index(event));
        if (item == null && isOfMessage(type)) {
            ensureStarted();
            item = new IncomingMessage(feed);
            items.put(index(event), item);
        }
        if (item != null) {
            item.event(type, event);
        }
    }

    private static boolean isOfMessage(String type) {
        return type.startsWith("response.output_text.") || type.startsWith("response.refusal.");
    }

    private void complete(Fields response) {
        start(response);
        List<Fields> output = response.objects("output");
        for (int i = 0; i < output.size(); i++) {
            done(i, output.get(i));
        }
        items.values().forEach(IncomingItem::end);
        feed.tell(new ChatEvent.UsageKnown(UsageCodec.read(response.any("usage")), otherTier(response)));
        feed.tell(new ChatEvent.Finished(0, FinishCodec.read(response.json(), feed.hasCalls())));
        feed.tell(new ChatEvent.Ended());
        over = true;
    }

    private void ensureStarted() {
        if (!started) {
            started = true;
            feed.tell(new ChatEvent.Started(null, null, 0, Usage.NONE, null, null));
        }
    }

    private void fail(GatewayError error) {
        over = true;
        feed.tell(new ChatEvent.Failed(error));
    }
}
