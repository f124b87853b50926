package dev.caravan.processors.guardrails;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.Operation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What guardrails have to do with one call. Confined to the call's event loop. */
public final class CallGuardrails {

    private List<String> names = List.of();
    private final List<Tally> tallies = new ArrayList<>(2);
    private @Nullable Placeholders placeholders;

    /** A step wants the call checked by that guardrail, beside those that check every call. Before the input is guarded. */
    public void require(String name) {
        if (names.isEmpty()) {
            names = new ArrayList<>(2);
        }
        names.add(name);
    }

    /** What steps have required. */
    public List<String> names() {
        return names;
    }

    /** What guardrails have found so far, input first, in their order; those that found nothing are not in it. */
    public List<GuardrailResult> results() {
        List<GuardrailResult> results = new ArrayList<>();
        tallies.forEach(tally -> results.addAll(tally.results()));
        return results;
    }

    /**
     * A message of OpenAI's chat as it may be kept: with placeholders again where originals were put back.
     *
     * @param message stays as it is
     */
    public ObjectNode concealed(ObjectNode message) {
        Placeholders known = placeholders;
        TextShape shape = TextShapes.ofAnswer(Operation.CHAT_COMPLETIONS);
        if (known == null || !known.restores() || shape == null) {
            return message;
        }
        // To put placeholders in the place of originals is the same work the other way round.
        TextFlow flow = new RestoreFlow(known.byOriginal());
        ObjectNode copy = message.deepCopy();
        shape.walkPart(
                copy,
                (text, kind) -> kind == TextKind.JSON ? new JsonFlow(() -> flow, true).whole(text) : flow.whole(text));
        return copy;
    }

    void add(Tally tally) {
        tallies.add(tally);
    }

    /** What stands for what in the call; null where nothing is to be put back. Never to be logged or stored. */
    @Nullable
    Placeholders placeholders() {
        return placeholders;
    }

    void keep(Placeholders made) {
        placeholders = made;
    }
}
