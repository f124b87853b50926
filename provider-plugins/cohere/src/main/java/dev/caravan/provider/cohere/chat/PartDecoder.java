package dev.caravan.provider.cohere.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.Part;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the parts in a stream's events. A text or a thought ends when something else begins: its citations may come behind its
 * own end. Tool calls have an index of their own.
 */
final class PartDecoder {

    private static final int NONE = -1;

    private final Map<Integer, Integer> calls = new LinkedHashMap<>();
    private int parts;
    private int open = NONE;
    private boolean openIsPlan;
    private @Nullable Class<? extends Part> openKind;

    void startContent(JsonNode content, Consumer<ChatEvent> events) {
        endOpen(events);
        boolean thinks = "thinking".equals(content.path("type").textValue()) || content.has("thinking");
        if (thinks) {
            begin(Part.Reasoning.class, new Part.Reasoning(""), events);
        } else {
            begin(Part.Text.class, new Part.Text(""), events);
        }
        growContent(content, events);
    }

    void growContent(JsonNode content, Consumer<ChatEvent> events) {
        String thought = content.path("thinking").asText("");
        if (!thought.isEmpty()) {
            ensure(Part.Reasoning.class, new Part.Reasoning(""), false, events);
            events.accept(new ChatEvent.PartGrew(0, open, thought));
        }
        String text = content.path("text").asText("");
        if (!text.isEmpty()) {
            ensure(Part.Text.class, new Part.Text(""), false, events);
            events.accept(new ChatEvent.PartGrew(0, open, text));
        }
    }

    void growPlan(String text, Consumer<ChatEvent> events) {
        if (!text.isEmpty()) {
            ensure(Part.Text.class, new Part.Text(""), true, events);
            events.accept(new ChatEvent.PartGrew(0, open, text));
        }
    }

    void startCall(int index, JsonNode call, Consumer<ChatEvent> events) {
        endOpen(events);
        endCall(index, events);
        String id = call.path("id").asText("");
        String name = call.path("function").path("name").asText("");
        calls.put(index, parts);
        events.accept(new ChatEvent.PartStarted(0, parts, new Part.ToolCall(id.isEmpty() ? null : id, name, "")));
        parts++;
        growCall(index, call, events);
    }

    void growCall(int index, JsonNode call, Consumer<ChatEvent> events) {
        Integer part = calls.get(index);
        String arguments = call.path("function").path("arguments").asText("");
        if (part != null && !arguments.isEmpty()) {
            events.accept(new ChatEvent.PartGrew(0, part, arguments));
        }
    }

    void endCall(int index, Consumer<ChatEvent> events) {
        Integer part = calls.remove(index);
        if (part != null) {
            events.accept(new ChatEvent.PartEnded(0, part));
        }
    }

    /** A citation of what is no longer, or not, the text at hand has no place. */
    void cite(JsonNode citation, Consumer<ChatEvent> events) {
        if (openKind == Part.Text.class
                && citation.isObject()
                && !CitationFields.isOfThoughts(citation)
                && CitationFields.isOfPlan(citation) == openIsPlan) {
            events.accept(new ChatEvent.PartCited(0, open, CitationFields.read(citation)));
        }
    }

    void endAll(Consumer<ChatEvent> events) {
        endOpen(events);
        calls.values().forEach(part -> events.accept(new ChatEvent.PartEnded(0, part)));
        calls.clear();
    }

    private void ensure(Class<? extends Part> kind, Part head, boolean plan, Consumer<ChatEvent> events) {
        if (openKind != kind || openIsPlan != plan) {
            endOpen(events);
            begin(kind, head, events);
            openIsPlan = plan;
        }
    }

    private void begin(Class<? extends Part> kind, Part head, Consumer<ChatEvent> events) {
        open = parts++;
        openKind = kind;
        openIsPlan = false;
        events.accept(new ChatEvent.PartStarted(0, open, head));
    }

    private void endOpen(Consumer<ChatEvent> events) {
        if (open != NONE) {
            events.accept(new ChatEvent.PartEnded(0, open));
            open = NONE;
            openKind = null;
        }
    }
}
