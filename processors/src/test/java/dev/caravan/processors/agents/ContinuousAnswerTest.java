package dev.caravan.processors.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.agents.ContinuousAnswer.TurnEnd;
import dev.caravan.spi.chat.AnswerEvents;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.ChatEvent.Ended;
import dev.caravan.spi.chat.ChatEvent.Finished;
import dev.caravan.spi.chat.ChatEvent.PartEnded;
import dev.caravan.spi.chat.ChatEvent.PartGrew;
import dev.caravan.spi.chat.ChatEvent.PartSigned;
import dev.caravan.spi.chat.ChatEvent.PartStarted;
import dev.caravan.spi.chat.ChatEvent.Started;
import dev.caravan.spi.chat.ChatEvent.UsageKnown;
import dev.caravan.spi.chat.Choice;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Finish.Reason;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContinuousAnswerTest {

    private static final ClientTools MINE = new ClientTools(Set.of("mine"));
    private static final Part.ToolCall THEIRS = new Part.ToolCall("1", "docs__read", "{}");
    private static final Part.ToolCall OWN = new Part.ToolCall("2", "mine", "{}");

    private final List<ChatEvent> told = new ArrayList<>();

    @Test
    void partsAreCountedOnAndHiddenCallsLeaveNoGap() {
        ContinuousAnswer answer = new ContinuousAnswer(MINE, false);

        turn(answer, Reason.TOOL_CALLS, new Part.Reasoning("Hm.", "sig", null, null), THEIRS, new Part.Text("Wait."));
        answer.endTurn();
        turn(answer, Reason.STOP, new Part.Text("Done."));
        answer.endTurn();
        ContinuousAnswer.end(new Finish(Reason.STOP), Usage.of(3, 4), told::add);

        assertThat(told.subList(1, told.size()))
                .containsExactly(
                        new PartStarted(0, 0, new Part.Reasoning("")),
                        new PartGrew(0, 0, "Hm."),
                        new PartSigned(0, 0, "sig"),
                        new PartEnded(0, 0),
                        new PartStarted(0, 1, new Part.Text("")),
                        new PartGrew(0, 1, "Wait."),
                        new PartEnded(0, 1),
                        new PartStarted(0, 2, new Part.Text("")),
                        new PartGrew(0, 2, "Done."),
                        new PartEnded(0, 2),
                        new Finished(0, new Finish(Reason.STOP)),
                        new UsageKnown(Usage.of(3, 4)),
                        new Ended());
        assertThat(told.get(0)).isInstanceOf(Started.class);
    }

    @Test
    void textsOfTwoTurnsAreTwoParagraphsWhereTheyAreOneString() {
        ContinuousAnswer answer = new ContinuousAnswer(MINE, true);

        turn(answer, Reason.TOOL_CALLS, new Part.Text("One."), THEIRS);
        answer.endTurn();
        turn(answer, Reason.TOOL_CALLS, THEIRS);
        answer.endTurn();
        turn(answer, Reason.STOP, new Part.Text("Two."));

        assertThat(told.stream()
                        .filter(PartGrew.class::isInstance)
                        .map(event -> ((PartGrew) event).text())
                        .reduce("", String::concat))
                .isEqualTo("One.\n\nTwo.");
    }

    @Test
    void theGatewayRunsWhatIsNotTheClients() {
        assertThat(new TurnEnd(List.of(new Part.Text("x"), THEIRS), new Finish(Reason.TOOL_CALLS)).calls(MINE))
                .containsExactly(THEIRS);
        assertThat(new TurnEnd(List.of(THEIRS), null).calls(MINE)).containsExactly(THEIRS);
        assertThat(new TurnEnd(List.of(THEIRS, OWN), new Finish(Reason.TOOL_CALLS)).calls(MINE))
                .isEmpty();
        assertThat(new TurnEnd(List.of(THEIRS), new Finish(Reason.LENGTH)).calls(MINE))
                .isEmpty();
        assertThat(new TurnEnd(List.of(new Part.Text("x")), new Finish(Reason.STOP)).calls(MINE))
                .isEmpty();
    }

    private void turn(ContinuousAnswer answer, Reason reason, Part... parts) {
        Choice choice = new Choice(0, List.of(parts), new Finish(reason));
        ChatAnswer whole = new ChatAnswer("id", "m", 1, List.of(choice), Usage.of(1, 1), null, null);
        AnswerEvents.tell(whole, event -> answer.take(event, told::add));
    }
}
