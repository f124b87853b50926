package dev.caravan.processors.guardrails;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.translation.EventFilter;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.ChatEvent.PartCited;
import dev.caravan.spi.chat.ChatEvent.PartEnded;
import dev.caravan.spi.chat.ChatEvent.PartGrew;
import dev.caravan.spi.chat.ChatEvent.PartSigned;
import dev.caravan.spi.chat.ChatEvent.PartStarted;
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.chat.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes each part of a streamed answer through the guardrails. Nothing goes out before the first text does, so that an answer
 * that is refused at once can still be a refusal from its first line. When a guardrail refuses later, the stream fails.
 */
final class GuardedEvents implements EventFilter {

    private record PartKey(int choice, int part) {}

    /** A part that grows, and what belongs behind its text. */
    private record Growing(TextFlow flow, List<ChatEvent> behind) {}

    private final Inspection inspection;
    private final TextShape shape;
    private final Runnable atEnd;
    private final Map<PartKey, Growing> growing = new HashMap<>();
    private final List<ChatEvent> waiting = new ArrayList<>();
    private boolean begun;
    private boolean over;

    /**
     * @param shape of whole answers in the stream's dialect: blocks that come whole are written like theirs
     * @param atEnd runs when all of the answer was seen and nothing refuses it
     */
    GuardedEvents(Inspection inspection, TextShape shape, Runnable atEnd) {
        this.inspection = inspection;
        this.shape = shape;
        this.atEnd = atEnd;
    }

    @Override
    public void filter(ChatEvent event, Consumer<ChatEvent> onward) {
        if (over) {
            return;
        }
        if (event instanceof PartStarted started) {
            start(started, onward);
        } else if (event instanceof PartGrew grown) {
            grow(grown, onward);
        } else if (event instanceof PartSigned signed) {
            behind(new PartKey(signed.choice(), signed.part()), signed, onward);
        } else if (event instanceof PartCited cited) {
            PartCited guarded = new PartCited(cited.choice(), cited.part(), guarded(cited.citation()));
            behind(new PartKey(cited.choice(), cited.part()), guarded, onward);
        } else if (event instanceof PartEnded ended) {
            end(ended, onward);
        } else if (event instanceof ChatEvent.LogprobsAdded) {
            // They spell out what is held back.
            if (!inspection.holdsBack()) {
                give(event, false, onward);
            }
        } else {
            boolean last = event instanceof ChatEvent.Ended;
            give(event, last || event instanceof ChatEvent.Finished || event instanceof ChatEvent.Failed, onward);
            if (last && !over) {
                atEnd.run();
            }
        }
    }

    private void start(PartStarted started, Consumer<ChatEvent> onward) {
        Part head = started.head();
        TextKind kind = kind(head);
        if (kind == null) {
            give(new PartStarted(started.choice(), started.part(), guarded(head)), true, onward);
            return;
        }
        growing.put(
                new PartKey(started.choice(), started.part()), new Growing(inspection.flow(kind), new ArrayList<>(0)));
        give(new PartStarted(started.choice(), started.part(), emptied(head)), false, onward);
        String text = text(head);
        if (!text.isEmpty()) {
            grow(new PartGrew(started.choice(), started.part(), text), onward);
        }
    }

    private void grow(PartGrew grown, Consumer<ChatEvent> onward) {
        Growing part = growing.get(new PartKey(grown.choice(), grown.part()));
        String text = part == null ? inspection.whole(grown.text(), TextKind.TEXT) : part.flow.grow(grown.text());
        giveText(grown.choice(), grown.part(), text, onward);
    }

    private void behind(PartKey key, ChatEvent event, Consumer<ChatEvent> onward) {
        Growing part = growing.get(key);
        if (part == null) {
            give(event, false, onward);
        } else {
            part.behind.add(event);
        }
    }

    private void end(PartEnded ended, Consumer<ChatEvent> onward) {
        Growing part = growing.remove(new PartKey(ended.choice(), ended.part()));
        if (part != null) {
            giveText(ended.choice(), ended.part(), part.flow.end(), onward);
            part.behind.forEach(event -> give(event, false, onward));
        }
        give(ended, false, onward);
    }

    private void giveText(int choice, int part, String text, Consumer<ChatEvent> onward) {
        if (!text.isEmpty()) {
            give(new PartGrew(choice, part, text), true, onward);
        } else {
            refuseIfBlocked(onward);
        }
    }

    /** @param begins whether it is worth it to begin the answer */
    private void give(ChatEvent event, boolean begins, Consumer<ChatEvent> onward) {
        if (over || refuseIfBlocked(onward)) {
            return;
        }
        if (begun) {
            onward.accept(event);
            return;
        }
        waiting.add(event);
        if (begins) {
            begun = true;
            waiting.forEach(onward);
            waiting.clear();
        }
    }

    private boolean refuseIfBlocked(Consumer<ChatEvent> onward) {
        GatewayError refusal = inspection.tally().refusal();
        if (refusal != null && !over) {
            over = true;
            waiting.clear();
            onward.accept(new ChatEvent.Failed(refusal));
        }
        return over;
    }

    private @Nullable TextKind kind(Part head) {
        if (head instanceof Part.Text || head instanceof Part.Refusal) {
            return TextKind.TEXT;
        }
        if (head instanceof Part.Reasoning) {
            return TextKind.THOUGHT;
        }
        return head instanceof Part.ToolCall ? TextKind.JSON : null;
    }

    private static String text(Part head) {
        if (head instanceof Part.Text text) {
            return text.text();
        }
        if (head instanceof Part.Refusal refusal) {
            return refusal.text();
        }
        if (head instanceof Part.Reasoning thought) {
            return thought.text();
        }
        return head instanceof Part.ToolCall call ? call.arguments() : "";
    }

    private Part emptied(Part head) {
        if (head instanceof Part.Text text) {
            return new Part.Text(
                    "", text.citations().stream().map(this::guarded).toList(), text.cache());
        }
        if (head instanceof Part.Refusal) {
            return new Part.Refusal("");
        }
        if (head instanceof Part.Reasoning thought) {
            return new Part.Reasoning("", thought.signature(), thought.encrypted(), thought.id());
        }
        return head instanceof Part.ToolCall call
                ? new Part.ToolCall(call.id(), call.name(), "", call.signature(), call.cache())
                : head;
    }

    private Part guarded(Part head) {
        if (head instanceof Part.Opaque opaque && opaque.json() instanceof ObjectNode block) {
            ObjectNode copy = block.deepCopy();
            shape.walkPart(copy, inspection::whole);
            return new Part.Opaque(opaque.dialect(), opaque.type(), copy);
        }
        return head;
    }

    private Citation guarded(Citation citation) {
        ObjectNode details = citation.details() instanceof ObjectNode known ? known.deepCopy() : null;
        if (details != null) {
            shape.walkPart(details, inspection::whole);
        }
        return new Citation(
                citation.dialect(),
                citation.url(),
                guarded(citation.title()),
                guarded(citation.quote()),
                citation.start(),
                citation.end(),
                details == null ? citation.details() : details);
    }

    private @Nullable String guarded(@Nullable String text) {
        return text == null ? null : inspection.whole(text, TextKind.TEXT);
    }
}
