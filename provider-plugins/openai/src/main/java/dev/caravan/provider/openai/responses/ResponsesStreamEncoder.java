package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.StreamEncoder;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import dev.caravan.spi.wire.WireOutput;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Writes a streamed answer as events that are numbered from 0. An answer that fails ends in an {@code error} event and, as
 * OpenAI's servers do it, a {@code response.failed}. Only the first choice can be told.
 */
final class ResponsesStreamEncoder implements StreamEncoder {

    private final ChatRequest request;
    private final InstantSource clock;
    private @Nullable GrowingResponse response;
    private WireOutput out = new WireOutput();
    private boolean over;
    private int sequence;

    ResponsesStreamEncoder(ChatRequest request, InstantSource clock) {
        this.request = request;
        this.clock = clock;
    }

    @Override
    public void encode(ChatEvent event, WireOutput given) {
        if (over) {
            return;
        }
        out = given;
        if (event instanceof ChatEvent.Failed failed) {
            fail(failed.error());
            return;
        }
        if (event instanceof ChatEvent.Started started) {
            begin(started);
            return;
        }
        GrowingResponse current =
                response == null ? begin(new ChatEvent.Started(null, null, 0, Usage.NONE, null, null)) : response;
        current.accept(event);
        if (event instanceof ChatEvent.Ended) {
            ObjectNode whole = current.end();
            snapshot("response." + whole.get("status").asText(), whole);
            over = true;
        }
    }

    private GrowingResponse begin(ChatEvent.Started started) {
        GrowingResponse begun = new GrowingResponse(request, started, clock, this::write);
        response = begun;
        snapshot("response.created", begun.json());
        snapshot("response.in_progress", begun.json());
        return begun;
    }

    private void fail(GatewayError error) {
        write("error", ResponsesErrors.event(error));
        if (response != null) {
            snapshot("response.failed", response.fail(error));
        }
        over = true;
    }

    private void snapshot(String type, ObjectNode whole) {
        write(type, Json.object().set("response", whole));
    }

    private void write(String type, ObjectNode fields) {
        ObjectNode event = Json.object().put("type", type).put("sequence_number", sequence++);
        event.setAll(fields);
        out.event(type, event);
    }
}
