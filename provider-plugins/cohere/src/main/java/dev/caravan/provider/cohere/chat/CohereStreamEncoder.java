package dev.caravan.provider.cohere.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.StreamEncoder;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import dev.caravan.spi.wire.WireOutput;
import org.jspecify.annotations.Nullable;

/**
 * Writes a stream of events from {@code message-start} to {@code message-end}. Its parts stand one behind the other: a part
 * that grows after a later one has begun cannot be told, and ends the stream with an error. Texts are always content here, for
 * nobody knows while they grow whether tool calls will follow.
 */
final class CohereStreamEncoder implements StreamEncoder {

    private final Losses untold = new Losses();
    private @Nullable OpenPart open;
    private int contents;
    private int calls;
    private int citations;
    private @Nullable Finish finish;
    private Usage usage = Usage.NONE;
    private boolean over;

    @Override
    public void encode(ChatEvent event, WireOutput out) {
        if (over) {
            return;
        }
        if (event instanceof ChatEvent.Started started) {
            start(started, out);
        } else if (event instanceof ChatEvent.PartStarted part && part.choice() == 0) {
            startPart(part, out);
        } else if (event instanceof ChatEvent.PartGrew grown && grown.choice() == 0) {
            grow(grown.part(), grown.text(), out);
        } else if (event instanceof ChatEvent.PartCited cited && cited.choice() == 0) {
            cite(cited.part(), cited.citation(), out);
        } else if (event instanceof ChatEvent.LogprobsAdded added && added.choice() == 0) {
            logprobs(added.logprobs(), out);
        } else if (event instanceof ChatEvent.PartEnded ended && ended.choice() == 0) {
            if (open != null && open.part() == ended.part()) {
                close(out);
            }
        } else if (event instanceof ChatEvent.Finished finished && finished.choice() == 0) {
            finish = finished.finish();
        } else if (event instanceof ChatEvent.UsageKnown known) {
            usage = usage.updatedBy(known.usage());
        } else if (event instanceof ChatEvent.Failed failed) {
            fail(failed.error(), out);
        } else if (event instanceof ChatEvent.Ended) {
            close(out);
            end(Json.object().put("finish_reason", FinishWords.write(finish, untold)), out);
        }
    }

    private void start(ChatEvent.Started started, WireOutput out) {
        usage = usage.updatedBy(started.usage());
        ObjectNode event = Json.object()
                .put("type", "message-start")
                .put("id", started.id() == null ? AnswerIds.answer() : started.id());
        ObjectNode message = event.putObject("delta").putObject("message").put("role", "assistant");
        message.putArray("content");
        message.put("tool_plan", "");
        message.putArray("tool_calls");
        message.putArray("citations");
        out.event("message-start", event);
    }

    private void startPart(ChatEvent.PartStarted started, WireOutput out) {
        Part head = started.head();
        close(out);
        if (head instanceof Part.ToolCall call) {
            open = new OpenPart(started.part(), OpenPart.Kind.CALL, calls++);
            out.event("tool-call-start", open.start(call));
            grow(started.part(), call.arguments(), out);
        } else if (head instanceof Part.Reasoning thought) {
            open = new OpenPart(started.part(), OpenPart.Kind.THINKING, contents++);
            out.event("content-start", open.start());
            grow(started.part(), thought.text(), out);
        } else if (head instanceof Part.Text || head instanceof Part.Refusal) {
            open = new OpenPart(started.part(), OpenPart.Kind.TEXT, contents++);
            out.event("content-start", open.start());
            grow(started.part(), head instanceof Part.Text text ? text.text() : ((Part.Refusal) head).text(), out);
        }
    }

    private void grow(int part, String text, WireOutput out) {
        if (text.isEmpty()) {
            return;
        }
        if (open == null || open.part() != part) {
            fail(
                    GatewayError.of(
                            502,
                            "untranslatable_stream",
                            "The provider's parallel parts cannot be told in this format; ask without a stream."),
                    out);
            return;
        }
        out.event(open.deltaType(), open.delta(text));
    }

    private void cite(int part, Citation citation, WireOutput out) {
        if (open == null || open.part() != part || open.kind() != OpenPart.Kind.TEXT) {
            return;
        }
        ObjectNode start = Json.object().put("type", "citation-start").put("index", citations);
        start.putObject("delta").putObject("message").set("citations", CitationFields.write(citation, open.index()));
        out.event("citation-start", start);
        out.event("citation-end", Json.object().put("type", "citation-end").put("index", citations));
        citations++;
    }

    /** Cohere tells them with the text; here they come behind it. */
    private void logprobs(JsonNode logprobs, WireOutput out) {
        if (open == null || open.kind() == OpenPart.Kind.CALL) {
            return;
        }
        for (JsonNode piece : LogprobFields.write(logprobs, untold)) {
            out.event(open.deltaType(), open.delta("").set("logprobs", piece));
        }
    }

    private void close(WireOutput out) {
        if (open != null) {
            if (open.isEmptyCall()) {
                out.event(open.deltaType(), open.delta("{}"));
            }
            out.event(open.endType(), open.end());
            open = null;
        }
    }

    private void fail(GatewayError error, WireOutput out) {
        end(Json.object().put("finish_reason", "ERROR").put("error", error.text()), out);
    }

    private void end(ObjectNode delta, WireOutput out) {
        over = true;
        ObjectNode used = UsageFields.write(usage, untold);
        if (used != null) {
            delta.set("usage", used);
        }
        ObjectNode event = Json.object().put("type", "message-end");
        event.set("delta", delta);
        out.event("message-end", event);
    }
}
