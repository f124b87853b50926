package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.chat.AnswerEvents;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Choice;
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Part;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Writes a whole answer: what its stream would end with. */
final class AnswerWriter {

    private final InstantSource clock;

    AnswerWriter(InstantSource clock) {
        this.clock = clock;
    }

    JsonNode write(ChatAnswer answer, ChatRequest request, Losses losses) {
        report(answer, losses);
        Telling telling = new Telling(request);
        AnswerEvents.tell(answer, telling::accept);
        return telling.whole();
    }

    private static void report(ChatAnswer answer, Losses losses) {
        if (answer.choices().size() > 1) {
            losses.add("n");
        }
        for (Choice choice : answer.choices()) {
            choice.parts().forEach(part -> report(part, losses));
            String ending = FinishCodec.loss(choice.finish());
            if (ending != null) {
                losses.add(ending);
            }
        }
    }

    private static void report(Part part, Losses losses) {
        if (!OutputItems.isExpressible(part)) {
            losses.add("content." + (part instanceof Part.Opaque opaque ? opaque.type() : "media"));
        }
        if (part instanceof Part.Text text) {
            for (Citation citation : text.citations()) {
                if (Annotations.write(citation, text.text()) == null) {
                    losses.add("citations");
                }
            }
        }
        if (part instanceof Part.Reasoning thought && thought.signature() != null && thought.encrypted() != null) {
            losses.add("reasoning.signature");
        }
    }

    /** Puts the response together; nobody listens to its events. */
    private final class Telling {

        private final ChatRequest request;
        private @Nullable GrowingResponse response;

        Telling(ChatRequest request) {
            this.request = request;
        }

        void accept(ChatEvent event) {
            if (event instanceof ChatEvent.Started started) {
                response = new GrowingResponse(request, started, clock, (type, fields) -> {});
            } else if (response != null) {
                response.accept(event);
            }
        }

        JsonNode whole() {
            if (response == null) {
                throw new IllegalStateException("an answer begins with its start");
            }
            return response.end();
        }
    }
}
