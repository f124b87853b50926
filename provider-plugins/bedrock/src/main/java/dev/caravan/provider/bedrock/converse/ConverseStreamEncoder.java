package dev.caravan.provider.bedrock.converse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.provider.bedrock.eventstream.FrameWriter;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.StreamEncoder;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import dev.caravan.spi.wire.WireOutput;
import org.jspecify.annotations.Nullable;

/**
 * Writes a streamed answer: {@code messageStart}, the blocks one after the other, {@code messageStop}, {@code metadata}. Only the
 * first choice is told; Converse knows no other.
 */
final class ConverseStreamEncoder implements StreamEncoder {

    private final BlockSequence blocks = new BlockSequence();
    private Usage usage = Usage.NONE;
    private @Nullable String serviceTier;
    private boolean started;
    private boolean stopped;
    private boolean over;

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
        if (event instanceof ChatEvent.Started start) {
            usage = usage.updatedBy(start.usage());
            serviceTier = start.serviceTier();
            start(out);
        } else if (event instanceof ChatEvent.PartStarted part && part.choice() == 0) {
            start(out);
            blocks.start(part.part(), part.head(), out);
        } else if (event instanceof ChatEvent.PartGrew grown && grown.choice() == 0) {
            blocks.grow(grown.part(), grown.text(), out);
        } else if (event instanceof ChatEvent.PartSigned signed && signed.choice() == 0) {
            blocks.sign(signed.part(), signed.signature(), out);
        } else if (event instanceof ChatEvent.PartCited cited && cited.choice() == 0) {
            blocks.cite(cited.part(), cited.citation(), out);
        } else if (event instanceof ChatEvent.PartEnded ended && ended.choice() == 0) {
            blocks.end(ended.part(), out);
        } else if (event instanceof ChatEvent.Finished finished && finished.choice() == 0) {
            stop(finished.finish(), out);
        } else if (event instanceof ChatEvent.UsageKnown known) {
            usage = usage.updatedBy(known.usage());
        } else if (event instanceof ChatEvent.Failed failed) {
            fail(failed.error(), out);
        } else if (event instanceof ChatEvent.Ended) {
            end(out);
        }
    }

    private void start(WireOutput out) {
        if (!started) {
            started = true;
            out.bytes(FrameWriter.event("messageStart", Json.bytes(Json.object().put("role", "assistant"))));
        }
    }

    private void stop(@Nullable Finish finish, WireOutput out) {
        start(out);
        if (stopped) {
            return;
        }
        stopped = true;
        blocks.close(out);
        ObjectNode payload = Json.object().put("stopReason", FinishWords.write(finish, new Losses()));
        ObjectNode additional = FinishWords.additional(finish);
        if (additional != null) {
            payload.set("additionalModelResponseFields", additional);
        }
        out.bytes(FrameWriter.event("messageStop", Json.bytes(payload)));
    }

    private void end(WireOutput out) {
        stop(null, out);
        over = true;
        ObjectNode payload = Json.object();
        payload.set("usage", TokenUsage.write(usage, new Losses()));
        payload.putObject("metrics").put("latencyMs", 0);
        AnswerWriter.tier(serviceTier, payload);
        out.bytes(FrameWriter.event("metadata", Json.bytes(payload)));
    }

    private void fail(GatewayError error, WireOutput out) {
        over = true;
        out.bytes(StreamExceptions.write(error));
    }
}
