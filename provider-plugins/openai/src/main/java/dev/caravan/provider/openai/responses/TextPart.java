package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.wire.Json;
import java.util.Iterator;

/** A text that is being written. */
final class TextPart implements MessageItem.Content {

    private final ContentEvents events;
    private final boolean waits;
    private final StringBuilder text = new StringBuilder();
    private final ArrayNode annotations = Json.array();
    private final ArrayNode logprobs = Json.array();
    private String waiting = "";
    private boolean ended;

    /** @param waits whether a growth is told only with the log probabilities that come after it */
    TextPart(ContentEvents events, boolean waits) {
        this.events = events;
        this.waits = waits;
    }

    @Override
    public ObjectNode json() {
        ObjectNode part = Json.object().put("type", "output_text");
        part.set("annotations", annotations.deepCopy());
        part.set("logprobs", logprobs.deepCopy());
        return part.put("text", text.toString());
    }

    @Override
    public void grow(String more) {
        text.append(more);
        if (waits) {
            tellWaiting(Json.array());
            waiting = more;
        } else {
            tell(more, Json.array());
        }
    }

    @Override
    public void cite(Citation citation) {
        JsonNode annotation = Annotations.write(citation, text);
        if (annotation == null) {
            return;
        }
        tellWaiting(Json.array());
        ObjectNode fields = events.fields().put("annotation_index", annotations.size());
        annotations.add(annotation);
        events.tell("response.output_text.annotation.added", fields.set("annotation", annotation));
    }

    @Override
    public boolean tokens(ArrayNode more) {
        if (ended || waiting.isEmpty()) {
            return false;
        }
        logprobs.addAll(more);
        tellWaiting(more);
        return true;
    }

    @Override
    public void takeTokens(Iterator<JsonNode> tokens) {
        if (logprobs.isEmpty()) {
            logprobs.addAll(Logprobs.take(tokens, text.length()));
        }
    }

    @Override
    public void end() {
        tellWaiting(Json.array());
        ended = true;
        ObjectNode done = events.fields();
        done.set("logprobs", logprobs.deepCopy());
        events.tell("response.output_text.done", done.put("text", text.toString()));
        events.part("done", json());
    }

    private void tellWaiting(ArrayNode tokens) {
        if (!waiting.isEmpty()) {
            tell(waiting, tokens);
            waiting = "";
        }
    }

    private void tell(String delta, ArrayNode tokens) {
        events.tell(
                "response.output_text.delta",
                events.fields().put("delta", delta).set("logprobs", tokens));
    }
}
