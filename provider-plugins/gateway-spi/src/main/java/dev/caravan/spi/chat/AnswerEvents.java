package dev.caravan.spi.chat;

import dev.caravan.spi.chat.ChatEvent.Ended;
import dev.caravan.spi.chat.ChatEvent.Finished;
import dev.caravan.spi.chat.ChatEvent.LogprobsAdded;
import dev.caravan.spi.chat.ChatEvent.PartCited;
import dev.caravan.spi.chat.ChatEvent.PartEnded;
import dev.caravan.spi.chat.ChatEvent.PartGrew;
import dev.caravan.spi.chat.ChatEvent.PartSigned;
import dev.caravan.spi.chat.ChatEvent.PartStarted;
import dev.caravan.spi.chat.ChatEvent.Started;
import dev.caravan.spi.chat.ChatEvent.UsageKnown;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells a whole answer as a stream: for a client that asked for one from a provider that did not give one. */
public final class AnswerEvents {

    private AnswerEvents() {}

    /** Gives the answer's events in order, {@link Ended} last. */
    public static void tell(ChatAnswer answer, Consumer<ChatEvent> events) {
        events.accept(new Started(
                answer.id(),
                answer.model(),
                answer.created(),
                answer.usage(),
                answer.fingerprint(),
                answer.serviceTier()));
        for (Choice choice : answer.choices()) {
            tell(choice, events);
        }
        events.accept(new UsageKnown(answer.usage()));
        events.accept(new Ended());
    }

    private static void tell(Choice choice, Consumer<ChatEvent> events) {
        for (int i = 0; i < choice.parts().size(); i++) {
            tell(choice.index(), i, choice.parts().get(i), events);
        }
        if (choice.logprobs() != null) {
            events.accept(new LogprobsAdded(choice.index(), choice.logprobs()));
        }
        Finish finish = choice.finish();
        events.accept(new Finished(choice.index(), finish == null ? new Finish(Finish.Reason.OTHER) : finish));
    }

    private static void tell(int choice, int index, Part part, Consumer<ChatEvent> events) {
        if (part instanceof Part.Text text) {
            events.accept(new PartStarted(choice, index, new Part.Text("", List.of(), text.cache())));
            grow(choice, index, text.text(), events);
            text.citations().forEach(citation -> events.accept(new PartCited(choice, index, citation)));
        } else if (part instanceof Part.Refusal refusal) {
            events.accept(new PartStarted(choice, index, new Part.Refusal("")));
            grow(choice, index, refusal.text(), events);
        } else if (part instanceof Part.Reasoning reasoning) {
            Part head = new Part.Reasoning("", null, reasoning.encrypted(), reasoning.id());
            events.accept(new PartStarted(choice, index, head));
            grow(choice, index, reasoning.text(), events);
            sign(choice, index, reasoning.signature(), events);
        } else if (part instanceof Part.ToolCall call) {
            Part head = new Part.ToolCall(call.id(), call.name(), "", null, call.cache());
            events.accept(new PartStarted(choice, index, head));
            grow(choice, index, call.arguments(), events);
            sign(choice, index, call.signature(), events);
        } else {
            events.accept(new PartStarted(choice, index, part));
        }
        events.accept(new PartEnded(choice, index));
    }

    private static void grow(int choice, int index, String text, Consumer<ChatEvent> events) {
        if (!text.isEmpty()) {
            events.accept(new PartGrew(choice, index, text));
        }
    }

    private static void sign(int choice, int index, @Nullable String signature, Consumer<ChatEvent> events) {
        if (signature != null) {
            events.accept(new PartSigned(choice, index, signature));
        }
    }
}
