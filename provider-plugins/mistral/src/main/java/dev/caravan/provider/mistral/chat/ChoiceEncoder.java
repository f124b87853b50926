package dev.caravan.provider.mistral.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Json;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes one choice of a stream: what it says of each event, or null for nothing. */
final class ChoiceEncoder {

    private record OpenCall(Part.ToolCall head, int index, StringBuilder arguments) {}

    private final int index;
    private final Map<Integer, Part> open = new HashMap<>();
    private final Map<Integer, OpenCall> openCalls = new HashMap<>();
    private final Map<Integer, ObjectNode> complete = new HashMap<>();
    private int calls;
    private int written;
    private boolean inChunks;

    ChoiceEncoder(int index) {
        this.index = index;
    }

    ObjectNode first() {
        return choice(Json.object().put("role", "assistant").put("content", ""));
    }

    ObjectNode last(String finishReason) {
        return choice(Json.object().put("content", "")).put("finish_reason", finishReason);
    }

    @Nullable
    ObjectNode start(ChatEvent.PartStarted started) {
        Part head = started.head();
        open.put(started.part(), head);
        if (head instanceof Part.ToolCall call) {
            openCalls.put(started.part(), new OpenCall(call, calls++, new StringBuilder(call.arguments())));
            return null;
        }
        if (head instanceof Part.Opaque opaque
                && opaque.dialect().equals(MistralChatDialect.NAME)
                && opaque.json() instanceof ObjectNode own) {
            return inChunks(own);
        }
        if (head instanceof Part.Reasoning thought && thought.signature() != null) {
            return inChunks(ThinkingChunk.write(thought.text(), thought.signature()));
        }
        return said(head, textOf(head));
    }

    @Nullable
    ObjectNode grow(ChatEvent.PartGrew grown) {
        OpenCall call = openCalls.get(grown.part());
        if (call != null) {
            call.arguments().append(grown.text());
            return null;
        }
        Part head = open.get(grown.part());
        if (head == null) {
            throw new IllegalStateException("part " + grown.part() + " of choice " + index + " is not open");
        }
        return said(head, grown.text());
    }

    @Nullable
    ObjectNode sign(ChatEvent.PartSigned signed) {
        boolean thought = open.get(signed.part()) instanceof Part.Reasoning;
        return thought ? inChunks(ThinkingChunk.write("", signed.signature())) : null;
    }

    /** A call that is complete before an earlier one waits for it. */
    @Nullable
    ObjectNode end(ChatEvent.PartEnded ended) {
        open.remove(ended.part());
        OpenCall call = openCalls.remove(ended.part());
        if (call == null) {
            return null;
        }
        String id = call.head().id() == null ? CallId.random() : call.head().id();
        complete.put(
                call.index(),
                AnswerWriter.call(id, call.head().name(), call.arguments().toString(), call.index()));
        ObjectNode delta = Json.object().put("content", "");
        ArrayNode due = delta.putArray("tool_calls");
        for (ObjectNode next = complete.remove(written); next != null; next = complete.remove(written)) {
            due.add(next);
            written++;
        }
        return due.isEmpty() ? null : choice(delta);
    }

    private @Nullable ObjectNode said(Part head, String text) {
        if (text.isEmpty()) {
            return null;
        }
        if (head instanceof Part.Reasoning) {
            return inChunks(ThinkingChunk.write(text, null));
        }
        if (!(head instanceof Part.Text || head instanceof Part.Refusal)) {
            return null;
        }
        return inChunks
                ? inChunks(Json.object().put("type", "text").put("text", text))
                : choice(Json.object().put("content", text));
    }

    /** Once a choice has told its content in chunks it goes on so. */
    private ObjectNode inChunks(ObjectNode chunk) {
        inChunks = true;
        ObjectNode delta = Json.object();
        delta.putArray("content").add(chunk);
        return choice(delta);
    }

    private ObjectNode choice(ObjectNode delta) {
        ObjectNode choice = Json.object().put("index", index);
        choice.set("delta", delta);
        return choice.putNull("finish_reason");
    }

    private static String textOf(Part head) {
        if (head instanceof Part.Text text) {
            return text.text();
        }
        if (head instanceof Part.Refusal refusal) {
            return refusal.text();
        }
        return head instanceof Part.Reasoning thought ? thought.text() : "";
    }
}
