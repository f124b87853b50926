package dev.caravan.processors.guardrails;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.Operation;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.ChatEvent.Ended;
import dev.caravan.spi.chat.ChatEvent.Failed;
import dev.caravan.spi.chat.ChatEvent.Finished;
import dev.caravan.spi.chat.ChatEvent.LogprobsAdded;
import dev.caravan.spi.chat.ChatEvent.PartCited;
import dev.caravan.spi.chat.ChatEvent.PartEnded;
import dev.caravan.spi.chat.ChatEvent.PartGrew;
import dev.caravan.spi.chat.ChatEvent.PartSigned;
import dev.caravan.spi.chat.ChatEvent.PartStarted;
import dev.caravan.spi.chat.ChatEvent.Started;
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.guard.Side;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GuardedEventsTest {

    private static final Started STARTED = new Started("c", "m", 1, Usage.NONE, null, null);
    private static final PartStarted TEXT = new PartStarted(0, 0, new Part.Text(""));
    private static final Finished FINISHED = new Finished(0, new Finish(Finish.Reason.STOP));

    private final List<ChatEvent> out = new ArrayList<>();
    private final ConfiguredGuardrail redacting = Guards.redacting(TestScanner.EMAIL);
    private final ConfiguredGuardrail blocking =
            Guards.named("mails", TestScanner.EMAIL, GuardrailAction.BLOCK).built();

    @Test
    void aTargetThatIsSplitNeverGoesOut() {
        GuardedEvents events = guarding(redacting);

        feed(events, STARTED, TEXT, grew("Ask an"), grew("n@exam"), grew("ple.com please"), new PartEnded(0, 0));
        feed(events, FINISHED, new Ended());

        assertThat(out)
                .containsExactly(
                        STARTED,
                        TEXT,
                        grew("Ask "),
                        grew("[email] "),
                        grew("please"),
                        new PartEnded(0, 0),
                        FINISHED,
                        new Ended());
    }

    @Test
    void nothingGoesOutBeforeTheFirstText() {
        GuardedEvents events = guarding(redacting);

        feed(events, STARTED, TEXT, grew("ann"));
        assertThat(out).isEmpty();
        feed(events, grew(" "));

        assertThat(out).containsExactly(STARTED, TEXT, grew("ann "));
    }

    @Test
    void anAnswerThatIsRefusedAtOnceIsNothingButTheRefusal() {
        GuardedEvents events = guarding(blocking);

        feed(events, STARTED, TEXT, grew("ann@example.com "), grew("more"), new Ended());

        assertThat(out).hasSize(1);
        assertThat(out.get(0)).isInstanceOfSatisfying(Failed.class, failed -> assertThat(
                        failed.error().code())
                .isEqualTo("guardrail_blocked"));
    }

    @Test
    void anAnswerThatIsRefusedLaterFailsWithNothingOfWhatWasFound() {
        GuardedEvents events = guarding(blocking);

        feed(events, STARTED, TEXT, grew("Ask ann@"), grew("example.com or"), grew(" not"), FINISHED, new Ended());

        assertThat(out).hasSize(4);
        assertThat(out.subList(0, 3)).containsExactly(STARTED, TEXT, grew("Ask "));
        assertThat(out.get(3)).isInstanceOf(Failed.class);
    }

    @Test
    void partsThatGrowSideBySideAreTextsOfTheirOwn() {
        GuardedEvents events = guarding(redacting);
        PartStarted first = new PartStarted(0, 0, new Part.ToolCall("a", "mail", ""));
        PartStarted second = new PartStarted(0, 1, new Part.ToolCall("b", "mail", ""));

        feed(events, STARTED, first, second);
        feed(events, new PartGrew(0, 0, "{\"to\":\"ann@"), new PartGrew(0, 1, "{\"to\":\"bob@ex"));
        feed(events, new PartGrew(0, 0, "example.com\"}"), new PartGrew(0, 1, "ample.com\"}"));
        feed(events, new PartEnded(0, 0), new PartEnded(0, 1), FINISHED, new Ended());

        assertThat(textOf(0)).isEqualTo("{\"to\":\"[email]\"}");
        assertThat(textOf(1)).isEqualTo("{\"to\":\"[email]\"}");
    }

    @Test
    void whatComesWholeIsLookedAtAsWell() {
        GuardedEvents events = guarding(redacting);
        Part.Opaque block = new Part.Opaque(
                "anthropic-messages",
                "something_new",
                Json.object().put("id", "x@y").put("words", "ann@example.com"));
        Citation citation = new Citation(
                "anthropic-messages", null, "of ann@example.com", "ann@example.com", -1, -1, Json.object());

        feed(events, STARTED, new PartStarted(0, 0, block), new PartEnded(0, 0));
        feed(events, new PartStarted(0, 1, new Part.Text("I am ann@example.com")));
        feed(events, new PartCited(0, 1, citation), new PartEnded(0, 1));

        assertThat(out.toString()).doesNotContain("ann@").contains("x@y").contains("quote=[email]");
        assertThat(textOf(1)).isEqualTo("I am [email]");
    }

    @Test
    void signaturesComeBehindTheTextThatTheySign() {
        GuardedEvents events = guarding(redacting);

        feed(events, STARTED, new PartStarted(0, 0, new Part.Reasoning("")), grew("thinking"));
        feed(events, new PartSigned(0, 0, "proof"), new PartEnded(0, 0));

        assertThat(out.subList(2, 5))
                .containsExactly(grew("thinking"), new PartSigned(0, 0, "proof"), new PartEnded(0, 0));
    }

    @Test
    void probabilitiesThatSpellTheTextOutStayBehind() {
        LogprobsAdded logprobs = new LogprobsAdded(0, Json.object());
        GuardedEvents holding = guarding(redacting);
        feed(holding, STARTED, TEXT, grew("a "), logprobs);
        assertThat(out).doesNotContain(logprobs);
        out.clear();

        GuardedEvents watching = guarding(
                Guards.named("mails", TestScanner.EMAIL, GuardrailAction.WARN).built());
        feed(watching, STARTED, TEXT, grew("a "), logprobs);

        assertThat(out).contains(logprobs);
    }

    private static GuardedEvents guarding(ConfiguredGuardrail guardrail) {
        return new GuardedEvents(
                Guards.inspection(Side.OUTPUT, guardrail),
                Objects.requireNonNull(TextShapes.ofAnswer(Operation.MESSAGES)),
                () -> {});
    }

    private void feed(GuardedEvents events, ChatEvent... fed) {
        for (ChatEvent event : fed) {
            events.filter(event, out::add);
        }
    }

    private static PartGrew grew(String text) {
        return new PartGrew(0, 0, text);
    }

    private String textOf(int part) {
        StringBuilder text = new StringBuilder();
        for (ChatEvent event : out) {
            if (event instanceof PartGrew grown && grown.part() == part) {
                text.append(grown.text());
            }
        }
        return text.toString();
    }
}
