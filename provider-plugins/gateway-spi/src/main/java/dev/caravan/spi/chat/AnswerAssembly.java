package dev.caravan.spi.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Puts a whole answer together from a streamed one. Used on one thread. */
public final class AnswerAssembly implements Consumer<ChatEvent> {

    private ChatEvent.@Nullable Started started;
    private Usage usage = Usage.NONE;
    private @Nullable String tier;
    private final Map<Integer, ChoiceAssembly> choices = new TreeMap<>();
    private @Nullable GatewayError failure;
    private boolean ended;

    @Override
    public void accept(ChatEvent event) {
        if (event instanceof ChatEvent.Started start) {
            started = start;
            tier = start.serviceTier();
            usage = usage.updatedBy(start.usage());
        } else if (event instanceof ChatEvent.PartStarted part) {
            choice(part.choice()).parts.put(part.part(), new PartAssembly(part.head()));
        } else if (event instanceof ChatEvent.PartGrew grown) {
            choice(grown.choice()).part(grown.part()).text.append(grown.text());
        } else if (event instanceof ChatEvent.PartSigned signed) {
            choice(signed.choice()).part(signed.part()).signature = signed.signature();
        } else if (event instanceof ChatEvent.PartCited cited) {
            choice(cited.choice()).part(cited.part()).citations.add(cited.citation());
        } else if (event instanceof ChatEvent.LogprobsAdded added) {
            choice(added.choice()).addLogprobs(added.logprobs());
        } else if (event instanceof ChatEvent.Finished finished) {
            choice(finished.choice()).finish = finished.finish();
        } else if (event instanceof ChatEvent.UsageKnown known) {
            usage = usage.updatedBy(known.usage());
            tier = known.serviceTier() == null ? tier : known.serviceTier();
        } else if (event instanceof ChatEvent.Failed failed) {
            failure = failed.error();
        } else if (event instanceof ChatEvent.Ended) {
            ended = true;
        }
    }

    /** How a part began; null when it has not. */
    public @Nullable Part headOf(int choice, int part) {
        ChoiceAssembly known = choices.get(choice);
        PartAssembly started = known == null ? null : known.parts.get(part);
        return started == null ? null : started.head;
    }

    /** Whether the stream came to its end. */
    public boolean isComplete() {
        return ended;
    }

    /** Why the stream failed, or null when it did not. */
    public @Nullable GatewayError failure() {
        return failure;
    }

    /** What has come so far, as an answer. */
    public ChatAnswer answer() {
        List<Choice> whole = new ArrayList<>();
        choices.forEach((index, choice) -> whole.add(choice.whole(index)));
        ChatEvent.Started start =
                started == null ? new ChatEvent.Started(null, null, 0, Usage.NONE, null, null) : started;
        return new ChatAnswer(start.id(), start.model(), start.created(), whole, usage, start.fingerprint(), tier);
    }

    private ChoiceAssembly choice(int index) {
        return choices.computeIfAbsent(index, unused -> new ChoiceAssembly());
    }

    private static final class ChoiceAssembly {

        private final Map<Integer, PartAssembly> parts = new TreeMap<>();
        private @Nullable Finish finish;
        private @Nullable ObjectNode logprobs;

        PartAssembly part(int index) {
            PartAssembly part = parts.get(index);
            if (part == null) {
                throw new IllegalStateException("part " + index + " has not started");
            }
            return part;
        }

        void addLogprobs(JsonNode added) {
            if (logprobs == null) {
                logprobs = added.deepCopy();
                return;
            }
            for (Map.Entry<String, JsonNode> field : added.properties()) {
                if (logprobs.get(field.getKey()) instanceof ArrayNode before
                        && field.getValue() instanceof ArrayNode more) {
                    before.addAll(more);
                } else {
                    logprobs.set(field.getKey(), field.getValue());
                }
            }
        }

        Choice whole(int index) {
            return new Choice(
                    index, parts.values().stream().map(PartAssembly::whole).toList(), finish, logprobs);
        }
    }

    private static final class PartAssembly {

        private final Part head;
        private final StringBuilder text = new StringBuilder();
        private final List<Citation> citations = new ArrayList<>();
        private @Nullable String signature;

        PartAssembly(Part head) {
            this.head = head;
        }

        Part whole() {
            if (head instanceof Part.Text before) {
                citations.addAll(0, before.citations());
                return new Part.Text(before.text() + text, citations, before.cache());
            }
            if (head instanceof Part.Refusal before) {
                return new Part.Refusal(before.text() + text);
            }
            if (head instanceof Part.Reasoning before) {
                return new Part.Reasoning(
                        before.text() + text, signed(before.signature()), before.encrypted(), before.id());
            }
            if (head instanceof Part.ToolCall before) {
                return new Part.ToolCall(
                        before.id(),
                        before.name(),
                        before.arguments() + text,
                        signed(before.signature()),
                        before.cache());
            }
            return head;
        }

        private @Nullable String signed(@Nullable String before) {
            return signature == null ? before : signature;
        }
    }
}
