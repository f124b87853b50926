package dev.caravan.provider.anthropic.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.StreamEncoder;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import dev.caravan.spi.wire.WireOutput;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a stream for a client: one block at a time, and how it ended last, when all of the usage is known. Texts and
 * thoughts that go on after another part began continue in a block of their own; a tool call cannot, and ends the
 * stream with an error.
 */
final class MessagesStreamEncoder implements StreamEncoder {

    private final @Nullable String requestedModel;
    private final Map<Integer, Part> heads = new HashMap<>();
    private @Nullable BlockEncoder block;
    private int openPart = -1;
    private int nextIndex;
    private Usage usage = Usage.NONE;
    private @Nullable Finish finish;
    private boolean called;
    private boolean refused;
    private boolean over;

    /** @param requestedModel what the client asked for, told where the provider does not say which model answers */
    MessagesStreamEncoder(@Nullable String requestedModel) {
        this.requestedModel = requestedModel;
    }

    @Override
    public void encode(ChatEvent event, WireOutput out) {
        if (over) {
            return;
        }
        try {
            write(event, out);
        } catch (GatewayError inexpressible) {
            fail(inexpressible, out);
        }
    }

    private void write(ChatEvent event, WireOutput out) {
        if (event instanceof ChatEvent.Started started) {
            start(started, out);
        } else if (event instanceof ChatEvent.PartStarted part && part.choice() == 0) {
            startPart(part.part(), part.head(), out);
        } else if (event instanceof ChatEvent.PartGrew grown && grown.choice() == 0) {
            BlockEncoder growing = blockOf(grown.part(), out);
            if (growing != null) {
                growing.grow(grown.text(), out);
            }
        } else if (event instanceof ChatEvent.PartSigned signed && signed.choice() == 0) {
            sign(signed, out);
        } else if (event instanceof ChatEvent.PartCited cited && cited.choice() == 0) {
            JsonNode citation = CitationFields.write(cited.citation());
            BlockEncoder citing = citation == null ? null : blockOf(cited.part(), out);
            if (citing != null && citation != null) {
                citing.cite(citation, out);
            }
        } else if (event instanceof ChatEvent.PartEnded ended && ended.choice() == 0) {
            if (ended.part() == openPart) {
                closeBlock(out);
            }
        } else if (event instanceof ChatEvent.Finished finished && finished.choice() == 0) {
            finish = finished.finish();
        } else if (event instanceof ChatEvent.UsageKnown known) {
            usage = usage.updatedBy(known.usage());
        } else if (event instanceof ChatEvent.Failed failed) {
            fail(failed.error(), out);
        } else if (event instanceof ChatEvent.Ended) {
            end(out);
        }
    }

    private void start(ChatEvent.Started started, WireOutput out) {
        usage = started.usage();
        ObjectNode message =
                AnswerWriter.head(started.id(), started.model() == null ? requestedModel : started.model());
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence");
        ObjectNode known = UsageCounter.write(usage);
        String tier = AnswerWriter.tierOf(started.serviceTier());
        if (tier != null) {
            known.put("service_tier", tier);
        }
        message.set("usage", known);
        out.event("message_start", Json.object().put("type", "message_start").set("message", message));
    }

    private void startPart(int part, Part head, WireOutput out) {
        closeBlock(out);
        heads.put(part, head);
        refused |= head instanceof Part.Refusal;
        called |= head instanceof Part.ToolCall;
        if (head instanceof Part.Reasoning reasoning && reasoning.encrypted() != null) {
            whole(AnswerBlocks.redactedThinking(reasoning.encrypted()), out);
        }
        if (head instanceof Part.Opaque opaque) {
            if (AnswerBlocks.isOwn(opaque)) {
                whole(opaque.json(), out);
            }
        } else if (BlockEncoder.canWrite(head)) {
            open(part, head).begin(head, out);
        }
    }

    private void whole(JsonNode content, WireOutput out) {
        BlockEncoder.start(nextIndex, content, out);
        BlockEncoder.stop(nextIndex, out);
        nextIndex++;
    }

    private void sign(ChatEvent.PartSigned signed, WireOutput out) {
        // A tool call has no place for a signature here.
        if (heads.get(signed.part()) instanceof Part.Reasoning) {
            BlockEncoder signing = blockOf(signed.part(), out);
            if (signing != null) {
                signing.sign(signed.signature());
            }
        }
    }

    /** The block that a part is written to, or null when the dialect has none for it. */
    private @Nullable BlockEncoder blockOf(int part, WireOutput out) {
        Part head = heads.get(part);
        if (head == null || !BlockEncoder.canWrite(head)) {
            return null;
        }
        if (part != openPart) {
            if (head instanceof Part.ToolCall call) {
                throw GatewayError.of(
                        502,
                        "invalid_upstream_answer",
                        "The provider mixes the call of the tool '%s' with what came after it.",
                        call.name());
            }
            closeBlock(out);
            return open(part, head);
        }
        return block;
    }

    private BlockEncoder open(int part, Part head) {
        BlockEncoder opened = new BlockEncoder(nextIndex, head);
        block = opened;
        openPart = part;
        return opened;
    }

    private void closeBlock(WireOutput out) {
        BlockEncoder closing = block;
        block = null;
        openPart = -1;
        if (closing != null && closing.end(out)) {
            nextIndex++;
        }
    }

    private void end(WireOutput out) {
        closeBlock(out);
        ObjectNode delta = Json.object();
        delta.put("stop_reason", StopReasons.write(finish, called, refused));
        delta.put("stop_sequence", finish == null ? null : finish.stopSequence());
        ObjectNode event = Json.object().put("type", "message_delta");
        event.set("delta", delta);
        event.set("usage", UsageCounter.counts(usage));
        out.event("message_delta", event);
        out.event("message_stop", Json.object().put("type", "message_stop"));
        over = true;
    }

    private void fail(GatewayError error, WireOutput out) {
        over = true;
        out.event("error", ErrorFields.write(error));
    }
}
