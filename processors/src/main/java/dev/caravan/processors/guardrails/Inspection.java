package dev.caravan.processors.guardrails;

import dev.caravan.processors.call.Call;
import dev.caravan.spi.guard.Side;
import dev.caravan.spi.guard.Subject;
import dev.caravan.spi.guard.TextJudge;
import dev.caravan.spi.guard.TextScanner;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The guardrails of one side of one call at work: gives each text its flow through the scanners, in order, and on the output
 * back to the originals; and keeps what the judges are to judge, which are no originals. Used on one thread at a time.
 */
final class Inspection {

    private static final AsciiString HEADER = AsciiString.cached("x-ingate-guardrails");

    private final Call call;
    private final Side side;
    private final List<ConfiguredGuardrail> guardrails;
    private final Tally tally;
    private final @Nullable Placeholders placeholders;
    private final boolean restores;
    private final boolean holds;
    private final boolean judged;
    private final List<CharSequence> said = new ArrayList<>();
    private int lastMessage;
    private @Nullable TextFlow texts;
    private @Nullable TextFlow thoughts;

    /** @param guardrails those that look at this side, in order */
    Inspection(Call call, Side side, List<ConfiguredGuardrail> guardrails, GuardrailMetrics metrics) {
        this.call = call;
        this.side = side;
        this.guardrails = guardrails;
        this.tally = new Tally(call.id(), side, guardrails, metrics);
        this.placeholders = placeholders();
        this.restores = side == Side.OUTPUT && placeholders != null && placeholders.restores();
        boolean enforcing = false;
        boolean judging = false;
        for (ConfiguredGuardrail guardrail : guardrails) {
            boolean judge = guardrail.guardrail() instanceof TextJudge;
            judging |= judge;
            enforcing |= !judge && guardrail.action().enforces();
        }
        this.holds = enforcing;
        this.judged = judging;
        call.guardrails().add(tally);
        call.onEnd(tally::count);
    }

    private @Nullable Placeholders placeholders() {
        Placeholders known = call.guardrails().placeholders();
        if (known == null && guardrails.stream().anyMatch(ConfiguredGuardrail::restore)) {
            known = new Placeholders();
            call.guardrails().keep(known);
        }
        return known;
    }

    Call call() {
        return call;
    }

    Tally tally() {
        return tally;
    }

    /** Whether a scanner may refuse or change a text. */
    boolean holdsBack() {
        return holds;
    }

    /** Whether a text may go out other than it came in, or not at all, before judges are asked. */
    boolean mayChange() {
        return holds || restores;
    }

    /** The judges' places, in order; of all, or of those only that may refuse the call. */
    List<Integer> judges(boolean enforcing) {
        List<Integer> places = new ArrayList<>();
        for (int place = 0; judged && place < guardrails.size(); place++) {
            ConfiguredGuardrail guardrail = guardrails.get(place);
            if (guardrail.guardrail() instanceof TextJudge
                    && (!enforcing || guardrail.action().enforces())) {
                places.add(place);
            }
        }
        return places;
    }

    ConfiguredGuardrail at(int place) {
        return guardrails.get(place);
    }

    /** All texts that {@link #whole} will see, told before the first. */
    void expects(Supplier<List<String>> all) {
        if (placeholders != null) {
            placeholders.avoid(all.get());
        }
    }

    /** The next text belongs to another message. */
    void message() {
        lastMessage = said.size();
    }

    /** What is to stand in the place of a text that is known as a whole; the same object when that is the text itself. */
    String whole(String text, TextKind kind) {
        if (kind == TextKind.JSON) {
            return new JsonFlow(() -> wholeFlow(TextKind.TEXT), true).whole(text);
        }
        return wholeFlow(kind).whole(text);
    }

    /** A flow for a text that comes in pieces. */
    TextFlow flow(TextKind kind) {
        return kind == TextKind.JSON ? new JsonFlow(() -> chain(TextKind.TEXT), false) : chain(kind);
    }

    /** What the judges are to judge. */
    Subject subject() {
        String all = String.join("\n", said);
        String last = side == Side.OUTPUT ? all : String.join("\n", said.subList(lastMessage, said.size()));
        return new Subject(side, all, last, call.model(), call.id());
    }

    /** Tells the client, by the answer's head, what was found so far that it is to know. */
    void tell() {
        String header = tally.header();
        if (header != null) {
            call.tell(HEADER, header);
        }
    }

    /** The texts cannot be read: whoever is to see them has failed. */
    void unreadable() {
        for (int place = 0; place < guardrails.size(); place++) {
            tally.failed(place, new IllegalStateException("the texts cannot be read"));
        }
    }

    /** Flows keep nothing of a text that they are given as a whole. */
    private TextFlow wholeFlow(TextKind kind) {
        TextFlow flow = kind == TextKind.THOUGHT ? thoughts : texts;
        if (flow == null) {
            flow = chain(kind);
            if (kind == TextKind.THOUGHT) {
                thoughts = flow;
            } else {
                texts = flow;
            }
        }
        return flow;
    }

    private TextFlow chain(TextKind kind) {
        List<TextFlow> flows = new ArrayList<>(guardrails.size() + 2);
        for (int place = 0; place < guardrails.size(); place++) {
            ConfiguredGuardrail guardrail = guardrails.get(place);
            if (guardrail.guardrail() instanceof TextScanner scanner) {
                flows.add(new ScanFlow(
                        place, guardrail, scanner, tally, (label, text) -> replacement(guardrail, label, text)));
            }
        }
        if (judged) {
            flows.add(new NotedFlow(said));
        }
        if (restores && placeholders != null && kind != TextKind.THOUGHT) {
            flows.add(new RestoreFlow(placeholders.originals()));
        }
        return new FlowChain(flows);
    }

    private String replacement(ConfiguredGuardrail guardrail, String label, String text) {
        return guardrail.restore() && placeholders != null
                ? placeholders.of(guardrail.replacement(), label, text, side == Side.INPUT)
                : guardrail.replacement().text(label);
    }
}
