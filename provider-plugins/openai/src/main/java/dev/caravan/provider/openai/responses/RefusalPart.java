package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;

/** A refusal that is being written. */
final class RefusalPart implements MessageItem.Content {

    private final ContentEvents events;
    private final StringBuilder refusal = new StringBuilder();

    RefusalPart(ContentEvents events) {
        this.events = events;
    }

    @Override
    public ObjectNode json() {
        return Json.object().put("type", "refusal").put("refusal", refusal.toString());
    }

    @Override
    public void grow(String text) {
        refusal.append(text);
        events.tell("response.refusal.delta", events.fields().put("delta", text));
    }

    @Override
    public void end() {
        events.tell("response.refusal.done", events.fields().put("refusal", refusal.toString()));
        events.part("done", json());
    }
}
