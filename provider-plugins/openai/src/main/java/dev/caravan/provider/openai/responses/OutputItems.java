package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The output of an answer, put together from its parts, whole answers and streamed ones alike. An item is done when the next one
 * begins or the answer ends, whichever comes first, and all its parts have ended: not before is it known whether it was cut short.
 */
final class OutputItems {

    private static final String IN_PROGRESS = "in_progress";

    /** An item at its place. */
    private static final class Slot {

        private final OutputItem item;
        private final ItemEvents events;
        private int openParts;
        private @Nullable String status;

        Slot(OutputItem item, ItemEvents events) {
            this.item = item;
            this.events = events;
        }

        ObjectNode json() {
            return item.json(status == null ? IN_PROGRESS : status);
        }

        void close(String how) {
            if (status == null) {
                status = how;
                events.item("done", json());
            }
        }
    }

    private record OpenPart(Slot slot, OutputPart part) {}

    private final ItemIds ids;
    private final boolean logprobs;
    private final EventSink sink;
    private final List<Slot> slots = new ArrayList<>();
    private final Map<Integer, OpenPart> parts = new HashMap<>();
    private final ArrayNode lateTokens = Json.array();
    private @Nullable OutputPart lastGrown;

    OutputItems(ItemIds ids, boolean logprobs, EventSink sink) {
        this.ids = ids;
        this.logprobs = logprobs;
        this.sink = sink;
    }

    /** Takes an event of a part; the parts of further choices are passed over. */
    void accept(ChatEvent event) {
        if (event instanceof ChatEvent.PartStarted started && started.choice() == 0) {
            begin(started.part(), started.head());
        } else if (event instanceof ChatEvent.PartGrew grown && grown.choice() == 0) {
            grow(grown.part(), grown.text());
        } else if (event instanceof ChatEvent.PartSigned signed && signed.choice() == 0) {
            ifOpen(signed.part(), part -> part.sign(signed.signature()));
        } else if (event instanceof ChatEvent.PartCited cited && cited.choice() == 0) {
            ifOpen(cited.part(), part -> part.cite(cited.citation()));
        } else if (event instanceof ChatEvent.LogprobsAdded added && added.choice() == 0) {
            ArrayNode tokens = Logprobs.tokens(added.logprobs());
            if (lastGrown == null || !lastGrown.tokens(tokens)) {
                lateTokens.addAll(tokens);
            }
        } else if (event instanceof ChatEvent.PartEnded ended && ended.choice() == 0) {
            end(ended.part());
        }
    }

    private void ifOpen(int index, Consumer<OutputPart> action) {
        OpenPart open = parts.get(index);
        if (open != null) {
            action.accept(open.part());
        }
    }

    private void begin(int index, Part head) {
        if (!isExpressible(head)) {
            return;
        }
        Slot slot = slots.isEmpty() ? null : slots.get(slots.size() - 1);
        if (slot == null || slot.status != null || !slot.item.takes(head)) {
            closeFinished();
            slot = add(head);
        }
        slot.openParts++;
        parts.put(index, new OpenPart(slot, slot.item.begin(head)));
        grow(index, textOf(head));
    }

    private Slot add(Part head) {
        ItemEvents events = new ItemEvents(sink, idOf(head), slots.size());
        Slot slot = new Slot(item(head, events), events);
        slots.add(slot);
        events.item("added", slot.json());
        return slot;
    }

    static boolean isExpressible(Part head) {
        if (head instanceof Part.Opaque opaque) {
            return opaque.dialect().equals(ResponsesDialect.NAME) && opaque.json() instanceof ObjectNode;
        }
        if (head instanceof Part.Image image) {
            return image.source() instanceof MediaSource.Inline;
        }
        return head instanceof Part.Text
                || head instanceof Part.Refusal
                || head instanceof Part.Reasoning
                || head instanceof Part.ToolCall;
    }

    private String idOf(Part head) {
        if (head instanceof Part.ToolCall) {
            return ids.make("fc_");
        }
        if (head instanceof Part.Reasoning reasoning) {
            return reasoning.id() == null ? ids.make(ReasoningCodec.LOCAL_ID) : reasoning.id();
        }
        if (head instanceof Part.Opaque opaque && opaque.json().hasNonNull("id")) {
            return opaque.json().get("id").asText();
        }
        return ids.make(head instanceof Part.Image ? "ig_" : head instanceof Part.Opaque ? "item_" : "msg_");
    }

    private OutputItem item(Part head, ItemEvents events) {
        if (head instanceof Part.ToolCall call) {
            return new FunctionCallItem(events, ids.call(call.id()), call);
        }
        if (head instanceof Part.Reasoning reasoning) {
            return new ReasoningItem(events, reasoning.id());
        }
        if (head instanceof Part.Opaque opaque) {
            ObjectNode item = opaque.json().deepCopy();
            return new WholeItem(item.put("id", events.itemId()));
        }
        if (head instanceof Part.Image image && image.source() instanceof MediaSource.Inline inline) {
            return new WholeItem(Json.object()
                    .put("id", events.itemId())
                    .put("type", "image_generation_call")
                    .put("status", FinishCodec.COMPLETED)
                    .put("result", inline.base64()));
        }
        return new MessageItem(events, logprobs);
    }

    private static String textOf(Part head) {
        if (head instanceof Part.Text text) {
            return text.text();
        }
        if (head instanceof Part.Refusal refusal) {
            return refusal.text();
        }
        if (head instanceof Part.Reasoning reasoning) {
            return reasoning.text();
        }
        return head instanceof Part.ToolCall call ? call.arguments() : "";
    }

    private void grow(int index, String text) {
        OpenPart open = parts.get(index);
        if (open != null && !text.isEmpty()) {
            open.part().grow(text);
            lastGrown = open.part();
        }
    }

    private void end(int index) {
        OpenPart open = parts.remove(index);
        if (open != null) {
            open.part().end();
            open.slot().openParts--;
            boolean overtaken = slots.get(slots.size() - 1) != open.slot();
            if (overtaken && open.slot().openParts == 0) {
                open.slot().close(FinishCodec.COMPLETED);
            }
        }
    }

    private void closeFinished() {
        for (Slot slot : slots) {
            if (slot.openParts == 0) {
                slot.close(FinishCodec.COMPLETED);
            }
        }
    }

    /** The answer ends; of one that was cut short the last item is incomplete. */
    void finish(@Nullable Finish finish) {
        List.copyOf(parts.keySet()).stream().sorted().forEach(this::end);
        Iterator<JsonNode> tokens = lateTokens.iterator();
        for (Slot slot : slots) {
            if (slot.item instanceof MessageItem message) {
                message.takeTokens(tokens);
            }
        }
        String last = FinishCodec.incompleteReason(finish) == null ? FinishCodec.COMPLETED : FinishCodec.INCOMPLETE;
        for (int i = 0; i < slots.size(); i++) {
            slots.get(i).close(i == slots.size() - 1 ? last : FinishCodec.COMPLETED);
        }
    }

    /** The items that are done. */
    ArrayNode json() {
        ArrayNode output = Json.array();
        for (Slot slot : slots) {
            if (slot.status != null) {
                output.add(slot.json());
            }
        }
        return output;
    }
}
