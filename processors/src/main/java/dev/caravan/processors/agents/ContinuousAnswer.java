package dev.caravan.processors.agents;

import dev.caravan.spi.chat.AnswerAssembly;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.Choice;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Usage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes one answer of those of several turns: one start, the parts counted on from turn to turn, one end with all that was used.
 * Calls of tools that the gateway runs stay out of it. Used on one thread.
 */
final class ContinuousAnswer {

    private static final String PARAGRAPH = "\n\n";

    private final ClientTools clientTools;
    private final boolean joinsTexts;
    private final Map<Integer, Integer> places = new HashMap<>();
    private AnswerAssembly turn = new AnswerAssembly();
    private boolean started;
    private boolean saidSomething;
    private boolean breaks;
    private int next;

    /** @param joinsTexts whether the client's dialect puts the texts of an answer together */
    ContinuousAnswer(ClientTools clientTools, boolean joinsTexts) {
        this.clientTools = clientTools;
        this.joinsTexts = joinsTexts;
    }

    /** A turn's next event. */
    void take(ChatEvent event, Consumer<ChatEvent> onward) {
        turn.accept(event);
        if (event instanceof ChatEvent.Started) {
            if (!started) {
                started = true;
                onward.accept(event);
            }
        } else if (event instanceof ChatEvent.PartStarted part) {
            start(part, onward);
        } else if (event instanceof ChatEvent.PartGrew grown) {
            grow(grown, onward);
        } else if (event instanceof ChatEvent.PartSigned signed) {
            Integer place = places.get(signed.part());
            if (place != null) {
                onward.accept(new ChatEvent.PartSigned(0, place, signed.signature()));
            }
        } else if (event instanceof ChatEvent.PartCited cited) {
            Integer place = places.get(cited.part());
            if (place != null) {
                onward.accept(new ChatEvent.PartCited(0, place, cited.citation()));
            }
        } else if (event instanceof ChatEvent.PartEnded ended) {
            Integer place = places.get(ended.part());
            if (place != null) {
                onward.accept(new ChatEvent.PartEnded(0, place));
            }
        } else if (event instanceof ChatEvent.LogprobsAdded) {
            onward.accept(event);
        }
    }

    private void start(ChatEvent.PartStarted part, Consumer<ChatEvent> onward) {
        Part head = part.head();
        if (head instanceof Part.ToolCall call && !clientTools.has(call.name())) {
            return;
        }
        int place = next++;
        places.put(part.part(), place);
        onward.accept(new ChatEvent.PartStarted(0, place, head));
        if (head instanceof Part.Text text && !text.text().isEmpty()) {
            saidSomething = true;
        }
    }

    private void grow(ChatEvent.PartGrew grown, Consumer<ChatEvent> onward) {
        Integer place = places.get(grown.part());
        if (place == null || grown.text().isEmpty()) {
            return;
        }
        boolean isText = turn.headOf(0, grown.part()) instanceof Part.Text;
        if (isText && breaks) {
            breaks = false;
            onward.accept(new ChatEvent.PartGrew(0, place, PARAGRAPH));
        }
        saidSomething |= isText;
        onward.accept(new ChatEvent.PartGrew(0, place, grown.text()));
    }

    /** The turn's last event was taken: what it has come to. The next event is that of another turn. */
    TurnEnd endTurn() {
        List<Choice> choices = turn.answer().choices();
        TurnEnd end = choices.isEmpty() ? new TurnEnd(List.of(), null) : TurnEnd.of(choices.get(0));
        turn = new AnswerAssembly();
        places.clear();
        breaks = joinsTexts && saidSomething;
        return end;
    }

    /** Ends the answer as its last turn did. */
    static void end(@Nullable Finish finish, Usage usage, Consumer<ChatEvent> onward) {
        onward.accept(new ChatEvent.Finished(0, finish == null ? new Finish(Finish.Reason.OTHER) : finish));
        onward.accept(new ChatEvent.UsageKnown(usage));
        onward.accept(new ChatEvent.Ended());
    }

    /**
     * What a turn has come to.
     *
     * @param parts all that the model has said
     * @param finish why it ended, or null where the provider did not say
     */
    record TurnEnd(List<Part> parts, @Nullable Finish finish) {

        static TurnEnd of(Choice choice) {
            return new TurnEnd(choice.parts(), choice.finish());
        }

        /**
         * The tools that the gateway is to run before the model goes on. None, where the model was cut off or stopped, and where it
         * also calls tools of the client's: these come first, and it will ask for the others again.
         */
        List<Part.ToolCall> calls(ClientTools clientTools) {
            List<Part.ToolCall> calls = new ArrayList<>();
            for (Part part : parts) {
                if (part instanceof Part.ToolCall call) {
                    if (clientTools.has(call.name())) {
                        return List.of();
                    }
                    calls.add(call);
                }
            }
            return isDone() ? List.of() : calls;
        }

        private boolean isDone() {
            return finish != null
                    && switch (finish.reason()) {
                        case TOOL_CALLS, STOP, OTHER -> false;
                        default -> true;
                    };
        }
    }
}
