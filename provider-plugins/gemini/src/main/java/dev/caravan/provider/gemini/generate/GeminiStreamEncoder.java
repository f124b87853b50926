package dev.caravan.provider.gemini.generate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.provider.gemini.wire.RpcErrors;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.StreamEncoder;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import dev.caravan.spi.wire.WireOutput;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes the server-sent events of {@code streamGenerateContent?alt=sse}: one for each growth of a text or a thought, one for
 * each other part when it is whole, and a last one that says why each candidate finished and what was used.
 */
final class GeminiStreamEncoder implements StreamEncoder {

    private final Map<Integer, CandidateEncoder> candidates = new TreeMap<>();
    private @Nullable String id;
    private @Nullable String model;
    private long created;
    private Usage usage = Usage.NONE;
    private boolean over;

    GeminiStreamEncoder(ChatRequest request) {
        this.model = request.model();
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
            id = started.id();
            model = started.model() == null ? model : started.model();
            created = started.created();
            usage = usage.updatedBy(started.usage());
        } else if (event instanceof ChatEvent.PartStarted part) {
            send(candidate(part.choice()).started(part.part(), part.head()), out);
        } else if (event instanceof ChatEvent.PartGrew part) {
            send(candidate(part.choice()).grew(part.part(), part.text()), out);
        } else if (event instanceof ChatEvent.PartSigned part) {
            candidate(part.choice()).signed(part.part(), part.signature());
        } else if (event instanceof ChatEvent.PartCited part) {
            candidate(part.choice()).cited(part.part(), part.citation());
        } else if (event instanceof ChatEvent.LogprobsAdded added) {
            candidate(added.choice()).added(added.logprobs());
        } else if (event instanceof ChatEvent.PartEnded part) {
            send(candidate(part.choice()).ended(part.part()), out);
        } else if (event instanceof ChatEvent.Finished finished) {
            candidate(finished.choice()).finished(finished.finish());
        } else if (event instanceof ChatEvent.UsageKnown known) {
            usage = usage.updatedBy(known.usage());
        } else if (event instanceof ChatEvent.Failed failed) {
            fail(failed.error(), out);
        } else if (event instanceof ChatEvent.Ended) {
            end(out);
        }
    }

    private CandidateEncoder candidate(int index) {
        return candidates.computeIfAbsent(index, CandidateEncoder::new);
    }

    private void end(WireOutput out) {
        over = true;
        candidate(0);
        ArrayNode last = Json.array();
        candidates.values().forEach(candidate -> last.add(candidate.last()));
        ObjectNode chunk = Json.object();
        chunk.set("candidates", last);
        chunk.set("usageMetadata", UsageMetadata.write(usage));
        label(chunk);
        out.event(null, chunk);
    }

    private void fail(GatewayError error, WireOutput out) {
        over = true;
        out.event(null, RpcErrors.write(error));
    }

    private void send(@Nullable ObjectNode candidate, WireOutput out) {
        if (candidate != null) {
            ObjectNode chunk = Json.object();
            chunk.putArray("candidates").add(candidate);
            label(chunk);
            out.event(null, chunk);
        }
    }

    private void label(ObjectNode chunk) {
        id = id == null ? AnswerWriter.newId() : id;
        AnswerWriter.label(chunk, id, model, created);
    }
}
