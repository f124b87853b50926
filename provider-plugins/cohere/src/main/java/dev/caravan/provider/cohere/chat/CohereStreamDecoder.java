package dev.caravan.provider.cohere.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.provider.cohere.CohereErrorReader;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.StreamDecoder;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import dev.caravan.spi.wire.SseReader;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a stream of events that begins with {@code message-start} and ends with {@code message-end}. */
final class CohereStreamDecoder implements StreamDecoder {

    private final SseReader reader = new SseReader(this::event);
    private final PartDecoder parts = new PartDecoder();
    private Consumer<ChatEvent> events = event -> {};
    private boolean started;
    private boolean over;

    @Override
    public void decode(ByteBuffer bytes, Consumer<ChatEvent> events) {
        this.events = events;
        reader.read(bytes);
    }

    @Override
    public void end(Consumer<ChatEvent> events) {
        // The stream's end is message-end; without it there is nothing to say.
    }

    private void event(String name, String data) {
        if (over || data.strip().equals("[DONE]")) {
            return;
        }
        JsonNode event = Json.parse(data);
        if (event == null || !event.isObject()) {
            fail(GatewayError.of(
                    502, "invalid_upstream_answer", "The provider's stream holds what is no JSON object."));
            return;
        }
        String type = event.path("type").asText(name);
        switch (type) {
            case "message-start" -> start(text(event, "id"));
            case "message-end" -> finish(event.path("delta"));
            case "", "error" -> fail(CohereErrorReader.read(502, event));
            default -> part(type, event);
        }
    }

    private void part(String type, JsonNode event) {
        start(null);
        JsonNode message = event.path("delta").path("message");
        int index = event.path("index").asInt(0);
        switch (type) {
            case "content-start" -> parts.startContent(message.path("content"), events);
            case "content-delta" -> {
                parts.growContent(message.path("content"), events);
                ObjectNode logprobs = LogprobFields.read(event.get("logprobs"));
                if (logprobs != null) {
                    events.accept(new ChatEvent.LogprobsAdded(0, logprobs));
                }
            }
            case "tool-plan-delta" -> parts.growPlan(message.path("tool_plan").asText(""), events);
            case "tool-call-start" -> parts.startCall(index, message.path("tool_calls"), events);
            case "tool-call-delta" -> parts.growCall(index, message.path("tool_calls"), events);
            case "tool-call-end" -> parts.endCall(index, events);
            case "citation-start" -> parts.cite(message.path("citations"), events);
            default -> {
                // content-end: a text may still be cited, so it ends with what comes next.
            }
        }
    }

    private void start(@Nullable String id) {
        if (!started) {
            started = true;
            events.accept(new ChatEvent.Started(id, null, 0, Usage.NONE, null, null));
        }
    }

    private void finish(JsonNode delta) {
        start(null);
        Usage usage = UsageFields.read(delta.get("usage"));
        String error = text(delta, "error");
        Finish finish = FinishWords.read(delta.path("finish_reason").asText(""));
        boolean failed = error != null || finish.reason() == Finish.Reason.ERROR;
        if (!failed) {
            parts.endAll(events);
            events.accept(new ChatEvent.Finished(0, finish));
        }
        if (!usage.equals(Usage.NONE)) {
            events.accept(new ChatEvent.UsageKnown(usage));
        }
        if (failed) {
            boolean late = finish.raw() != null;
            fail(GatewayError.of(
                    late ? 504 : 502,
                    late ? "upstream_timeout" : "upstream_error",
                    "%s",
                    error == null ? "The provider broke the answer off." : error));
        } else {
            over = true;
            events.accept(new ChatEvent.Ended());
        }
    }

    private void fail(GatewayError error) {
        over = true;
        events.accept(new ChatEvent.Failed(error));
    }

    private static @Nullable String text(JsonNode object, String field) {
        JsonNode value = object.get(field);
        return value == null || !value.isTextual() || value.textValue().isEmpty() ? null : value.textValue();
    }
}
