package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A message: texts and refusals that follow each other. */
final class MessageItem implements OutputItem {

    /** A text or a refusal. */
    interface Content extends OutputPart {

        ObjectNode json();

        /** Takes the tokens of an answer that told them at its end. */
        default void takeTokens(Iterator<JsonNode> tokens) {}
    }

    private final ItemEvents events;
    private final boolean logprobs;
    private final List<Content> contents = new ArrayList<>();

    /** @param logprobs whether the client wants log probabilities: then each growth waits for its own */
    MessageItem(ItemEvents events, boolean logprobs) {
        this.events = events;
        this.logprobs = logprobs;
    }

    @Override
    public ObjectNode json(String status) {
        ObjectNode item = Json.object()
                .put("id", events.itemId())
                .put("type", "message")
                .put("status", status)
                .put("role", "assistant");
        ArrayNode content = item.putArray("content");
        contents.forEach(part -> content.add(part.json()));
        return item;
    }

    @Override
    public boolean takes(Part head) {
        return head instanceof Part.Text || head instanceof Part.Refusal;
    }

    @Override
    public OutputPart begin(Part head) {
        ContentEvents place = new ContentEvents(events, contents.size());
        Content content = head instanceof Part.Refusal ? new RefusalPart(place) : new TextPart(place, logprobs);
        contents.add(content);
        place.part("added", content.json());
        return content;
    }

    /** Spreads the tokens of the whole answer over the texts. */
    void takeTokens(Iterator<JsonNode> tokens) {
        contents.forEach(content -> content.takeTokens(tokens));
    }
}
