package dev.caravan.provider.mistral.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the parts in the deltas of one choice. Text and thoughts end when something else begins. Mistral's own models send
 * tool calls whole, often without an index; those of others that it serves let them grow under theirs.
 */
final class ChoiceDecoder {

    private static final int NONE = -1;

    private record OpenCall(int part, int index, @Nullable String id) {}

    private final int choice;
    private final List<OpenCall> calls = new ArrayList<>();
    private int parts;
    private int open = NONE;
    private @Nullable Class<? extends Part> openKind;
    private boolean finished;

    ChoiceDecoder(int choice) {
        this.choice = choice;
    }

    void read(JsonNode json, Consumer<ChatEvent> events) {
        if (finished) {
            return;
        }
        JsonNode delta = json.path("delta");
        content(delta.path("content"), events);
        for (JsonNode call : delta.path("tool_calls")) {
            call(call, events);
        }
        JsonNode finish = json.path("finish_reason");
        if (finish.isTextual()) {
            finish(FinishWords.read(finish.textValue()), events);
        }
    }

    /** Ends what is open, and the choice, unless that was done before. */
    void finish(Finish finish, Consumer<ChatEvent> events) {
        if (finished) {
            return;
        }
        finished = true;
        endOpen(events);
        calls.forEach(call -> events.accept(new ChatEvent.PartEnded(choice, call.part())));
        events.accept(new ChatEvent.Finished(choice, finish));
    }

    private void content(JsonNode content, Consumer<ChatEvent> events) {
        if (content.isTextual()) {
            text(content.textValue(), events);
            return;
        }
        for (JsonNode chunk : content) {
            String type = chunk.path("type").asText("");
            if (type.equals("text")) {
                text(chunk.path("text").asText(""), events);
            } else if (type.equals(ThinkingChunk.TYPE)) {
                thought(ThinkingChunk.read(chunk), events);
            } else {
                endOpen(events);
                int part = parts++;
                Part opaque = new Part.Opaque(MistralChatDialect.NAME, type, chunk);
                events.accept(new ChatEvent.PartStarted(choice, part, opaque));
                events.accept(new ChatEvent.PartEnded(choice, part));
            }
        }
    }

    private void text(String text, Consumer<ChatEvent> events) {
        if (!text.isEmpty()) {
            int part = part(Part.Text.class, new Part.Text(""), events);
            events.accept(new ChatEvent.PartGrew(choice, part, text));
        }
    }

    /** A signature ends its thoughts: what follows belongs to others. */
    private void thought(Part.Reasoning thought, Consumer<ChatEvent> events) {
        int part = part(Part.Reasoning.class, new Part.Reasoning(""), events);
        if (!thought.text().isEmpty()) {
            events.accept(new ChatEvent.PartGrew(choice, part, thought.text()));
        }
        if (thought.signature() != null) {
            events.accept(new ChatEvent.PartSigned(choice, part, thought.signature()));
            endOpen(events);
        }
    }

    private void call(JsonNode json, Consumer<ChatEvent> events) {
        JsonNode function = json.path("function");
        String id = CallId.read(json.path("id").asText(""));
        String name = function.path("name").asText("");
        int index = json.path("index").asInt(NONE);
        OpenCall call = growing(index, id, name);
        if (call == null) {
            endOpen(events);
            call = new OpenCall(parts++, index, id);
            calls.add(call);
            events.accept(new ChatEvent.PartStarted(choice, call.part(), new Part.ToolCall(id, name, "")));
        }
        String arguments = MessageReader.arguments(function.get("arguments"));
        if (!arguments.isEmpty()) {
            events.accept(new ChatEvent.PartGrew(choice, call.part(), arguments));
        }
    }

    /** The call that a piece continues: the last one of its index, unless the piece has an id, or only a name, of its own. */
    private @Nullable OpenCall growing(int index, @Nullable String id, String name) {
        OpenCall last = null;
        for (OpenCall call : calls) {
            if (index == NONE || call.index() == index) {
                last = call;
            }
        }
        boolean another = id == null ? index == NONE && !name.isEmpty() : last != null && !id.equals(last.id());
        return another ? null : last;
    }

    /** The open part of that kind; begins one where there is none. */
    private int part(Class<? extends Part> kind, Part head, Consumer<ChatEvent> events) {
        if (openKind != kind) {
            endOpen(events);
            open = parts++;
            openKind = kind;
            events.accept(new ChatEvent.PartStarted(choice, open, head));
        }
        return open;
    }

    private void endOpen(Consumer<ChatEvent> events) {
        if (open != NONE) {
            events.accept(new ChatEvent.PartEnded(choice, open));
            open = NONE;
            openKind = null;
        }
    }
}
