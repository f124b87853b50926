package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.chat.Part;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells events of the one choice, and counts its parts. */
final class PartFeed {

    private Consumer<ChatEvent> events = event -> {};
    private int parts;
    private boolean calls;

    /** Who takes the events from now on. */
    void to(Consumer<ChatEvent> taker) {
        events = taker;
    }

    void tell(ChatEvent event) {
        events.accept(event);
    }

    /** @return the part's number */
    int start(Part head) {
        calls |= head instanceof Part.ToolCall;
        events.accept(new ChatEvent.PartStarted(0, parts, head));
        return parts++;
    }

    /** A part that comes whole. */
    void whole(Part part) {
        end(start(part));
    }

    void grow(int part, String text) {
        events.accept(new ChatEvent.PartGrew(0, part, text));
    }

    void sign(int part, String signature) {
        events.accept(new ChatEvent.PartSigned(0, part, signature));
    }

    void cite(int part, Citation citation) {
        events.accept(new ChatEvent.PartCited(0, part, citation));
    }

    void logprobs(ArrayNode tokens) {
        @Nullable ObjectNode logprobs = Logprobs.ofAnswer(tokens);
        if (logprobs != null) {
            events.accept(new ChatEvent.LogprobsAdded(0, logprobs));
        }
    }

    void end(int part) {
        events.accept(new ChatEvent.PartEnded(0, part));
    }

    /** Whether a function was called. */
    boolean hasCalls() {
        return calls;
    }
}
