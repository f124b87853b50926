package dev.caravan.provider.bedrock.converse;

import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Fields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The content blocks of a stream that have begun. Only calls of tools and pictures are announced; text and thoughts begin with
 * their first delta. Blocks that no neutral part can grow from are held until they are whole.
 */
final class OpenBlocks {

    private static final int CHOICE = 0;

    private enum Kind {
        TEXT,
        REASONING,
        TOOL_CALL
    }

    private record Open(Kind kind, int part) {}

    private final Map<Integer, Open> open = new TreeMap<>();
    private final Map<Integer, HeldBlock> held = new HashMap<>();
    private int parts;

    /** {@code contentBlockStart}. */
    void start(Fields event, Consumer<ChatEvent> events) {
        int index = index(event);
        close(index, events);
        Fields start = event.requiredObject("start");
        Fields call = start.object("toolUse");
        if (call != null && !call.has("type")) {
            Part head = new Part.ToolCall(call.requiredText("toolUseId"), call.requiredText("name"), "");
            begin(index, Kind.TOOL_CALL, head, events);
        } else {
            held.put(index, new HeldBlock(start));
        }
    }

    /** {@code contentBlockDelta}. */
    void grow(Fields event, Consumer<ChatEvent> events) {
        int index = index(event);
        Fields delta = event.requiredObject("delta");
        HeldBlock whole = held.get(index);
        if (whole != null) {
            whole.add(delta);
            return;
        }
        String text = delta.text("text");
        if (text != null) {
            events.accept(new ChatEvent.PartGrew(CHOICE, text(index, events), text));
        }
        Fields citation = delta.object("citation");
        if (citation != null) {
            events.accept(new ChatEvent.PartCited(CHOICE, text(index, events), Citations.read(citation, -1, -1)));
        }
        Fields reasoning = delta.object("reasoningContent");
        if (reasoning != null) {
            reason(index, reasoning, events);
        }
        Fields call = delta.object("toolUse");
        if (call != null) {
            call(index, call.requiredText("input"), events);
        }
    }

    /** {@code contentBlockStop}. */
    void stop(Fields event, Consumer<ChatEvent> events) {
        close(index(event), events);
    }

    /** The message stops, and whatever is open with it. */
    void stopAll(Consumer<ChatEvent> events) {
        List<Integer> indexes = new ArrayList<>(open.keySet());
        held.keySet().stream().sorted().forEach(indexes::add);
        indexes.forEach(index -> close(index, events));
    }

    private int text(int index, Consumer<ChatEvent> events) {
        return of(index, Kind.TEXT, new Part.Text(""), events);
    }

    private void reason(int index, Fields reasoning, Consumer<ChatEvent> events) {
        String redacted = reasoning.text("redactedContent");
        if (redacted != null) {
            close(index, events);
            held.put(index, HeldBlock.redacted(redacted));
            return;
        }
        int part = of(index, Kind.REASONING, new Part.Reasoning(""), events);
        String text = reasoning.text("text");
        if (text != null && !text.isEmpty()) {
            events.accept(new ChatEvent.PartGrew(CHOICE, part, text));
        }
        String signature = reasoning.text("signature");
        if (signature != null) {
            events.accept(new ChatEvent.PartSigned(CHOICE, part, signature));
        }
    }

    private void call(int index, String input, Consumer<ChatEvent> events) {
        Open block = open.get(index);
        if (block == null || block.kind() != Kind.TOOL_CALL) {
            throw GatewayError.of(
                    502, "invalid_upstream_answer", "The provider's stream continues a tool call that has not begun.");
        }
        if (!input.isEmpty()) {
            events.accept(new ChatEvent.PartGrew(CHOICE, block.part(), input));
        }
    }

    /** The part of a block; begins it, and ends what stood at its place before, where it is of another kind. */
    private int of(int index, Kind kind, Part head, Consumer<ChatEvent> events) {
        Open block = open.get(index);
        if (block != null && block.kind() == kind) {
            return block.part();
        }
        close(index, events);
        return begin(index, kind, head, events);
    }

    private int begin(int index, Kind kind, Part head, Consumer<ChatEvent> events) {
        int part = parts++;
        open.put(index, new Open(kind, part));
        events.accept(new ChatEvent.PartStarted(CHOICE, part, head));
        return part;
    }

    private void close(int index, Consumer<ChatEvent> events) {
        Open block = open.remove(index);
        if (block != null) {
            events.accept(new ChatEvent.PartEnded(CHOICE, block.part()));
        }
        HeldBlock whole = held.remove(index);
        Part part = whole == null ? null : whole.part();
        if (part != null) {
            int number = parts++;
            events.accept(new ChatEvent.PartStarted(CHOICE, number, part));
            events.accept(new ChatEvent.PartEnded(CHOICE, number));
        }
    }

    private static int index(Fields event) {
        Integer index = event.integer("contentBlockIndex");
        return index == null ? 0 : index;
    }
}
