package dev.caravan.provider.gemini.generate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.provider.gemini.wire.ProtoFields;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Part;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One candidate of a stream. Texts that follow each other are one part that grows, and so are thoughts; everything else comes
 * whole. Where a signature stands is as {@link PartReader} has it, with one difference: one that comes alone waits for the end
 * of the text before it, since that may still be cited.
 */
final class CandidateDecoder {

    private enum Open {
        NOTHING,
        TEXT,
        /** A text that was signed: what follows is another part. */
        SIGNED_TEXT,
        THOUGHT
    }

    private final int index;
    private final PartReader reader = new PartReader(new Losses());
    private final StringBuilder text = new StringBuilder();
    private final List<String> waitingSignatures = new ArrayList<>();
    private final Set<Citation> cited = new HashSet<>();
    private Open open = Open.NOTHING;
    private int parts;
    private boolean calls;
    private @Nullable String finish;

    CandidateDecoder(int index) {
        this.index = index;
    }

    boolean isFinished() {
        return finish != null;
    }

    void decode(ProtoFields candidate, Consumer<ChatEvent> events) {
        ProtoFields content = candidate.object("content");
        if (content != null) {
            for (ProtoFields part : content.objects("parts")) {
                boolean thought = part.isTrue("thought");
                decode(reader.read(part), thought, events);
            }
        }
        cite(candidate, events);
        JsonNode logprobs = LogprobsResult.read(candidate.object("logprobsResult"));
        if (logprobs != null) {
            events.accept(new ChatEvent.LogprobsAdded(index, logprobs));
        }
        String word = candidate.word("finishReason");
        finish = word == null ? finish : word;
    }

    /** Tells that the candidate is complete. */
    void finish(Consumer<ChatEvent> events) {
        close(events);
        if (finish != null) {
            events.accept(new ChatEvent.Finished(index, FinishReasons.read(finish, calls)));
        }
    }

    private void decode(List<Part> read, boolean thought, Consumer<ChatEvent> events) {
        if (read.size() == 2) {
            close(events);
            whole(read.get(0), events);
            decode(read.get(1), events);
            open = open == Open.TEXT ? Open.SIGNED_TEXT : open;
        } else if (read.size() == 1 && read.get(0) instanceof Part.Reasoning reasoning) {
            reasoning(reasoning, thought, events);
        } else if (read.size() == 1) {
            decode(read.get(0), events);
        }
    }

    private void decode(Part part, Consumer<ChatEvent> events) {
        if (!(part instanceof Part.Text said)) {
            close(events);
            whole(part, events);
            calls |= part instanceof Part.ToolCall;
            return;
        }
        if (said.text().isEmpty()) {
            return;
        }
        if (open != Open.TEXT) {
            start(Open.TEXT, new Part.Text(""), events);
        }
        text.append(said.text());
        events.accept(new ChatEvent.PartGrew(index, parts - 1, said.text()));
    }

    private void reasoning(Part.Reasoning reasoning, boolean thought, Consumer<ChatEvent> events) {
        String signature = reasoning.signature();
        if (!thought) {
            if (signature != null) {
                waitingSignatures.add(signature);
            }
            return;
        }
        if (reasoning.text().isEmpty() && signature == null) {
            return;
        }
        if (open != Open.THOUGHT) {
            start(Open.THOUGHT, new Part.Reasoning(""), events);
        }
        if (!reasoning.text().isEmpty()) {
            events.accept(new ChatEvent.PartGrew(index, parts - 1, reasoning.text()));
        }
        if (signature != null) {
            events.accept(new ChatEvent.PartSigned(index, parts - 1, signature));
            close(events);
        }
    }

    private void cite(ProtoFields candidate, Consumer<ChatEvent> events) {
        if (open != Open.TEXT && open != Open.SIGNED_TEXT) {
            return;
        }
        for (GroundingReader.Cited found : GroundingReader.read(candidate)) {
            Citation citation = found.in(text.toString());
            if (cited.add(citation)) {
                events.accept(new ChatEvent.PartCited(index, parts - 1, citation));
            }
        }
    }

    private void start(Open kind, Part head, Consumer<ChatEvent> events) {
        close(events);
        open = kind;
        text.setLength(0);
        events.accept(new ChatEvent.PartStarted(index, parts, head));
        parts++;
    }

    private void close(Consumer<ChatEvent> events) {
        if (open != Open.NOTHING) {
            open = Open.NOTHING;
            events.accept(new ChatEvent.PartEnded(index, parts - 1));
        }
        List<String> signatures = List.copyOf(waitingSignatures);
        waitingSignatures.clear();
        signatures.forEach(signature -> whole(new Part.Reasoning("", signature, null, null), events));
    }

    private void whole(Part part, Consumer<ChatEvent> events) {
        int at = parts;
        parts++;
        String grown = "";
        String signature = null;
        Part head = part;
        if (part instanceof Part.ToolCall call) {
            head = new Part.ToolCall(call.id(), call.name(), "");
            grown = call.arguments();
            signature = call.signature();
        } else if (part instanceof Part.Reasoning reasoning) {
            head = new Part.Reasoning("");
            signature = reasoning.signature();
        }
        events.accept(new ChatEvent.PartStarted(index, at, head));
        if (!grown.isEmpty()) {
            events.accept(new ChatEvent.PartGrew(index, at, grown));
        }
        if (signature != null) {
            events.accept(new ChatEvent.PartSigned(index, at, signature));
        }
        events.accept(new ChatEvent.PartEnded(index, at));
    }
}
