package dev.caravan.provider.openai.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Part;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the parts in the deltas of one choice. Text, thoughts and a refusal end when something else begins; tool calls may grow
 * side by side, each under its own index, until the choice is finished.
 */
final class ChoiceDecoder {

    private static final int NONE = -1;

    private final int choice;
    private final Map<Integer, Integer> partOfCall = new LinkedHashMap<>();
    private int parts;
    private int open = NONE;
    private @Nullable Class<? extends Part> openKind;
    private int openThought = NONE;
    private int lastCall = NONE;
    private boolean finished;

    ChoiceDecoder(int choice) {
        this.choice = choice;
    }

    boolean isFinished() {
        return finished;
    }

    void read(JsonNode json, Consumer<ChatEvent> events) {
        if (finished) {
            return;
        }
        JsonNode delta = json.path("delta");
        if (delta.isObject()) {
            thoughts(delta, events);
            grow(Part.Text.class, new Part.Text(""), delta.get("content"), events);
            grow(Part.Refusal.class, new Part.Refusal(""), delta.get("refusal"), events);
            for (JsonNode annotation : delta.path("annotations")) {
                int text = part(Part.Text.class, new Part.Text(""), events);
                events.accept(new ChatEvent.PartCited(choice, text, CitationFields.read(annotation)));
            }
            for (JsonNode call : delta.path("tool_calls")) {
                call(call, events);
            }
        }
        JsonNode logprobs = json.get("logprobs");
        if (logprobs != null && logprobs.isObject()) {
            events.accept(new ChatEvent.LogprobsAdded(choice, logprobs));
        }
        JsonNode finish = json.get("finish_reason");
        if (finish != null && finish.isTextual()) {
            finish(FinishWords.read(finish.textValue()), events);
        }
    }

    void finishUnlessFinished(Consumer<ChatEvent> events) {
        if (!finished) {
            finish(new Finish(Finish.Reason.OTHER), events);
        }
    }

    private void finish(Finish finish, Consumer<ChatEvent> events) {
        endOpen(events);
        partOfCall.values().forEach(part -> events.accept(new ChatEvent.PartEnded(choice, part)));
        finished = true;
        events.accept(new ChatEvent.Finished(choice, finish));
    }

    private void thoughts(JsonNode delta, Consumer<ChatEvent> events) {
        List<Part.Reasoning> thoughts = ReasoningFields.read(delta);
        JsonNode details = delta.path("reasoning_details");
        for (int i = 0; i < thoughts.size(); i++) {
            Part.Reasoning thought = thoughts.get(i);
            int index = details.path(i).path("index").asInt(0);
            if (openKind == Part.Reasoning.class && index != openThought) {
                endOpen(events);
            }
            openThought = index;
            int part =
                    part(Part.Reasoning.class, new Part.Reasoning("", null, thought.encrypted(), thought.id()), events);
            if (!thought.text().isEmpty()) {
                events.accept(new ChatEvent.PartGrew(choice, part, thought.text()));
            }
            if (thought.signature() != null) {
                events.accept(new ChatEvent.PartSigned(choice, part, thought.signature()));
            }
        }
    }

    private void grow(Class<? extends Part> kind, Part head, @Nullable JsonNode text, Consumer<ChatEvent> events) {
        if (text != null && text.isTextual() && !text.textValue().isEmpty()) {
            events.accept(new ChatEvent.PartGrew(choice, part(kind, head, events), text.textValue()));
        }
    }

    private void call(JsonNode call, Consumer<ChatEvent> events) {
        JsonNode function = call.path("function");
        String id = call.path("id").asText("");
        int index = call.has("index") ? call.get("index").asInt() : unindexed(id);
        Integer part = partOfCall.get(index);
        if (part == null) {
            endOpen(events);
            part = parts++;
            partOfCall.put(index, part);
            Part head = new Part.ToolCall(
                    id.isEmpty() ? null : id, function.path("name").asText(""), "", SignatureField.read(call), null);
            events.accept(new ChatEvent.PartStarted(choice, part, head));
        } else {
            String signature = SignatureField.read(call);
            if (signature != null) {
                events.accept(new ChatEvent.PartSigned(choice, part, signature));
            }
        }
        lastCall = index;
        String arguments = function.path("arguments").asText("");
        if (!arguments.isEmpty()) {
            events.accept(new ChatEvent.PartGrew(choice, part, arguments));
        }
    }

    /** Some servers leave the index out and send each call in one piece. */
    private int unindexed(String id) {
        return id.isEmpty() && lastCall != NONE ? lastCall : lastCall + 1;
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
