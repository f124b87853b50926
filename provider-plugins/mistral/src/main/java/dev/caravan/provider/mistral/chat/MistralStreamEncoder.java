package dev.caravan.provider.mistral.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.StreamEncoder;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import dev.caravan.spi.wire.WireOutput;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a stream of {@code chat.completion.chunk} objects and {@code [DONE]}. Tool calls are written whole, when they are
 * complete; the last chunk has the finish reason and the usage, and so waits for both.
 */
final class MistralStreamEncoder implements StreamEncoder {

    private ObjectNode head = Json.object();
    private final Map<Integer, ChoiceEncoder> choices = new HashMap<>();
    private Usage usage = Usage.NONE;
    private @Nullable ObjectNode held;
    private boolean over;

    @Override
    public void encode(ChatEvent event, WireOutput out) {
        if (over) {
            return;
        }
        if (event instanceof ChatEvent.Started started) {
            usage = usage.updatedBy(started.usage());
            head = AnswerHead.of(started.id(), "chat.completion.chunk", started.created(), started.model());
            choice(0, out);
        } else if (event instanceof ChatEvent.PartStarted part) {
            write(choice(part.choice(), out).start(part), out);
        } else if (event instanceof ChatEvent.PartGrew grown) {
            write(choice(grown.choice(), out).grow(grown), out);
        } else if (event instanceof ChatEvent.PartSigned signed) {
            write(choice(signed.choice(), out).sign(signed), out);
        } else if (event instanceof ChatEvent.PartEnded ended) {
            write(choice(ended.choice(), out).end(ended), out);
        } else if (event instanceof ChatEvent.Finished finished) {
            finish(finished, out);
        } else if (event instanceof ChatEvent.UsageKnown known) {
            usage = usage.updatedBy(known.usage());
        } else if (event instanceof ChatEvent.Failed failed) {
            over = true;
            out.event(null, MistralErrors.write(failed.error()));
        } else if (event instanceof ChatEvent.Ended) {
            end(out);
        }
    }

    /** Each choice's first chunk tells the role. */
    private ChoiceEncoder choice(int index, WireOutput out) {
        ChoiceEncoder choice = choices.get(index);
        if (choice == null) {
            choice = new ChoiceEncoder(index);
            choices.put(index, choice);
            write(choice.first(), out);
        }
        return choice;
    }

    private void finish(ChatEvent.Finished finished, WireOutput out) {
        ChoiceEncoder choice = choice(finished.choice(), out);
        write(held, out);
        held = choice.last(FinishWords.writeInStream(finished.finish()));
    }

    private void end(WireOutput out) {
        over = true;
        if (held != null) {
            ObjectNode chunk = chunk(held);
            chunk.set("usage", UsageFields.write(usage));
            out.event(null, chunk);
        }
        out.text("data: [DONE]\n\n");
    }

    private void write(@Nullable ObjectNode choice, WireOutput out) {
        if (choice != null) {
            out.event(null, chunk(choice));
        }
    }

    private ObjectNode chunk(ObjectNode choice) {
        ObjectNode chunk = head.deepCopy();
        chunk.putArray("choices").add(choice);
        return chunk;
    }
}
