package dev.caravan.provider.openai.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.StreamEncoder;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import dev.caravan.spi.wire.WireOutput;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Writes a stream of {@code chat.completion.chunk} objects and {@code [DONE]}. */
final class OpenAiStreamEncoder implements StreamEncoder {

    private record PartKey(int choice, int part) {}

    /** An open part: how it began, and its place among the calls or the thoughts of its choice. */
    private record OpenPart(Part head, int place) {}

    private final boolean withUsage;
    private final ObjectNode frame = Json.object();
    private final Map<PartKey, OpenPart> open = new HashMap<>();
    private final Map<Integer, Integer> calls = new HashMap<>();
    private final Map<Integer, Integer> thoughts = new HashMap<>();
    private final Set<Integer> begun = new HashSet<>();
    private Usage usage = Usage.NONE;
    private boolean over;

    /** @param withUsage whether the client asked for a last chunk with the usage */
    OpenAiStreamEncoder(boolean withUsage) {
        this.withUsage = withUsage;
    }

    @Override
    public void encode(ChatEvent event, WireOutput out) {
        if (over) {
            return;
        }
        if (event instanceof ChatEvent.Started started) {
            start(started, out);
        } else if (event instanceof ChatEvent.PartStarted part) {
            startPart(part, out);
        } else if (event instanceof ChatEvent.PartGrew grown) {
            grow(grown, out);
        } else if (event instanceof ChatEvent.PartSigned signed) {
            sign(signed, out);
        } else if (event instanceof ChatEvent.PartCited cited) {
            ObjectNode annotation = CitationFields.write(cited.citation());
            if (annotation != null) {
                ObjectNode delta = Json.object();
                delta.putArray("annotations").add(annotation);
                chunk(cited.choice(), delta, out);
            }
        } else if (event instanceof ChatEvent.LogprobsAdded added) {
            begin(added.choice(), out);
            ObjectNode choice = choice(added.choice(), Json.object());
            choice.set("logprobs", added.logprobs());
            write(choice, out);
        } else if (event instanceof ChatEvent.PartEnded ended) {
            open.remove(new PartKey(ended.choice(), ended.part()));
        } else if (event instanceof ChatEvent.Finished finished) {
            begin(finished.choice(), out);
            write(
                    choice(finished.choice(), Json.object())
                            .put("finish_reason", FinishWords.write(finished.finish(), new Losses())),
                    out);
        } else if (event instanceof ChatEvent.UsageKnown known) {
            usage = usage.updatedBy(known.usage());
        } else if (event instanceof ChatEvent.Failed failed) {
            over = true;
            out.event(null, error(failed.error()));
        } else if (event instanceof ChatEvent.Ended) {
            end(out);
        }
    }

    private void start(ChatEvent.Started started, WireOutput out) {
        usage = usage.updatedBy(started.usage());
        frame.put("id", started.id() == null ? AnswerIds.completion() : started.id())
                .put("object", "chat.completion.chunk")
                .put("created", started.created() == 0 ? AnswerIds.now() : started.created())
                .put("model", started.model() == null ? "" : started.model());
        if (started.serviceTier() != null) {
            frame.put("service_tier", started.serviceTier());
        }
        if (started.fingerprint() != null) {
            frame.put("system_fingerprint", started.fingerprint());
        }
        begin(0, out);
    }

    /** Each choice's first chunk tells the role. */
    private void begin(int choice, WireOutput out) {
        if (begun.add(choice)) {
            ObjectNode delta =
                    Json.object().put("role", "assistant").put("content", "").putNull("refusal");
            write(choice(choice, delta), out);
        }
    }

    private void startPart(ChatEvent.PartStarted started, WireOutput out) {
        Part head = started.head();
        int place = 0;
        if (head instanceof Part.ToolCall call) {
            place = next(calls, started.choice());
            chunk(started.choice(), firstOf(call, place), out);
        } else if (head instanceof Part.Reasoning thought) {
            place = next(thoughts, started.choice());
            if (thought.encrypted() != null || thought.id() != null) {
                chunk(started.choice(), detailed(thought, place), out);
            }
        }
        open.put(new PartKey(started.choice(), started.part()), new OpenPart(head, place));
        String text = textOf(head);
        if (!text.isEmpty()) {
            grow(new ChatEvent.PartGrew(started.choice(), started.part(), text), out);
        }
    }

    private static int next(Map<Integer, Integer> counts, int choice) {
        return counts.merge(choice, 1, Integer::sum) - 1;
    }

    private static String textOf(Part head) {
        if (head instanceof Part.Text text) {
            return text.text();
        }
        if (head instanceof Part.Refusal refusal) {
            return refusal.text();
        }
        return head instanceof Part.Reasoning thought ? thought.text() : "";
    }

    private static ObjectNode firstOf(Part.ToolCall call, int place) {
        ObjectNode delta = Json.object();
        ObjectNode written = delta.putArray("tool_calls")
                .addObject()
                .put("index", place)
                .put("id", call.id() == null ? AnswerIds.call() : call.id())
                .put("type", "function");
        written.putObject("function").put("name", call.name()).put("arguments", call.arguments());
        SignatureField.write(call.signature(), written);
        return delta;
    }

    private void grow(ChatEvent.PartGrew grown, WireOutput out) {
        OpenPart part = part(grown.choice(), grown.part());
        ObjectNode delta = Json.object();
        if (part.head() instanceof Part.Text) {
            delta.put("content", grown.text());
        } else if (part.head() instanceof Part.Refusal) {
            delta.put("refusal", grown.text());
        } else if (part.head() instanceof Part.Reasoning) {
            delta = detailed(new Part.Reasoning(grown.text()), part.place());
            delta.put("reasoning_content", grown.text());
        } else if (part.head() instanceof Part.ToolCall) {
            ArrayNode list = delta.putArray("tool_calls");
            list.addObject().put("index", part.place()).putObject("function").put("arguments", grown.text());
        } else {
            return;
        }
        chunk(grown.choice(), delta, out);
    }

    private void sign(ChatEvent.PartSigned signed, WireOutput out) {
        OpenPart part = part(signed.choice(), signed.part());
        if (part.head() instanceof Part.Reasoning) {
            Part.Reasoning signature = new Part.Reasoning("", signed.signature(), null, null);
            chunk(signed.choice(), detailed(signature, part.place()), out);
        } else if (part.head() instanceof Part.ToolCall) {
            ObjectNode delta = Json.object();
            ObjectNode call = delta.putArray("tool_calls").addObject().put("index", part.place());
            call.putObject("function").put("arguments", "");
            SignatureField.write(signed.signature(), call);
            chunk(signed.choice(), delta, out);
        }
    }

    private static ObjectNode detailed(Part.Reasoning thought, int place) {
        ObjectNode delta = Json.object();
        delta.putArray("reasoning_details").add(ReasoningFields.detail(thought, place));
        return delta;
    }

    private OpenPart part(int choice, int part) {
        OpenPart found = open.get(new PartKey(choice, part));
        if (found == null) {
            throw new IllegalStateException("part " + part + " of choice " + choice + " is not open");
        }
        return found;
    }

    private void end(WireOutput out) {
        over = true;
        if (withUsage) {
            ObjectNode chunk = frame.deepCopy();
            chunk.putArray("choices");
            chunk.set("usage", UsageFields.write(usage));
            out.event(null, chunk);
        }
        out.text("data: [DONE]\n\n");
    }

    private void chunk(int choice, ObjectNode delta, WireOutput out) {
        begin(choice, out);
        write(choice(choice, delta), out);
    }

    private static ObjectNode choice(int index, ObjectNode delta) {
        ObjectNode choice = Json.object().put("index", index);
        choice.set("delta", delta);
        return choice.putNull("logprobs").putNull("finish_reason");
    }

    private void write(ObjectNode choice, WireOutput out) {
        ObjectNode chunk = frame.deepCopy();
        chunk.putArray("choices").add(choice);
        if (withUsage) {
            chunk.putNull("usage");
        }
        out.event(null, chunk);
    }

    private static ObjectNode error(GatewayError error) {
        ObjectNode written = Json.object();
        written.putObject("error")
                .put("message", error.text())
                .put("type", error.status() >= 500 ? "server_error" : "invalid_request_error")
                .put("param", error.param())
                .put("code", error.code());
        return written;
    }
}
