package dev.caravan.provider.mistral.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.StreamDecoder;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import dev.caravan.spi.wire.SseReader;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a stream of {@code chat.completion.chunk} objects. It ends with {@code [DONE]}. */
final class MistralStreamDecoder implements StreamDecoder {

    private final SseReader reader = new SseReader((name, data) -> event(data));
    private final Map<Integer, ChoiceDecoder> choices = new TreeMap<>();
    private Consumer<ChatEvent> events = event -> {};
    private boolean started;
    private boolean over;

    @Override
    public void decode(ByteBuffer bytes, Consumer<ChatEvent> events) {
        this.events = events;
        reader.read(bytes);
    }

    @Override
    public void end(Consumer<ChatEvent> events) {}

    private void event(String data) {
        if (over) {
            return;
        }
        if (data.strip().equals("[DONE]")) {
            done();
            return;
        }
        JsonNode chunk = Json.parse(data);
        if (chunk == null || !chunk.isObject()) {
            fail(GatewayError.of(
                    502, "invalid_upstream_answer", "The provider's stream holds what is no JSON object."));
        } else if (MistralErrors.isError(chunk)) {
            fail(MistralErrors.read(502, chunk));
        } else {
            chunk(chunk);
        }
    }

    private void fail(GatewayError error) {
        over = true;
        events.accept(new ChatEvent.Failed(error));
    }

    private void done() {
        if (!started) {
            fail(GatewayError.of(502, "invalid_upstream_answer", "The provider's stream ended before it began."));
            return;
        }
        over = true;
        choices.values().forEach(choice -> choice.finish(new Finish(Finish.Reason.OTHER), events));
        events.accept(new ChatEvent.Ended());
    }

    private void chunk(JsonNode chunk) {
        Usage usage = UsageFields.read(chunk.get("usage"));
        if (!started) {
            started = true;
            events.accept(new ChatEvent.Started(
                    text(chunk, "id"),
                    text(chunk, "model"),
                    chunk.path("created").asLong(0),
                    usage,
                    null,
                    null));
        } else if (!usage.equals(Usage.NONE)) {
            events.accept(new ChatEvent.UsageKnown(usage));
        }
        for (JsonNode choice : chunk.path("choices")) {
            choices.computeIfAbsent(choice.path("index").asInt(0), ChoiceDecoder::new)
                    .read(choice, events);
        }
    }

    private static @Nullable String text(JsonNode object, String field) {
        JsonNode value = object.path(field);
        return value.isTextual() && !value.textValue().isEmpty() ? value.textValue() : null;
    }
}
