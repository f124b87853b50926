package dev.caravan.provider.gemini.generate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.provider.gemini.wire.ProtoFields;
import dev.caravan.provider.gemini.wire.RpcErrors;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.StreamDecoder;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import dev.caravan.spi.wire.SseReader;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the server-sent events of {@code streamGenerateContent?alt=sse}: each is an answer that holds what is new.
 *
 * <p>There is no last event. The stream is whole when it ends after every candidate has said why it finished, or after the
 * prompt was blocked; a finish is told only then, since some models repeat it while they go on.
 */
final class GeminiStreamDecoder implements StreamDecoder {

    private final SseReader reader = new SseReader((event, data) -> chunk(data));
    private final Map<Integer, CandidateDecoder> candidates = new TreeMap<>();
    private Consumer<ChatEvent> events = event -> {};
    private Usage usage = Usage.NONE;
    private @Nullable String blocked;
    private boolean started;
    private boolean over;

    @Override
    public void decode(ByteBuffer bytes, Consumer<ChatEvent> sink) {
        events = sink;
        try {
            reader.read(bytes);
        } catch (IllegalStateException tooLong) {
            fail(GatewayError.of(
                    502, "invalid_upstream_answer", "The provider's stream cannot be read: %s.", tooLong.getMessage()));
        }
    }

    @Override
    public void end(Consumer<ChatEvent> sink) {
        events = sink;
        boolean finished = candidates.isEmpty()
                ? blocked != null
                : candidates.values().stream().allMatch(CandidateDecoder::isFinished);
        if (over || !finished) {
            return;
        }
        over = true;
        if (candidates.isEmpty() && blocked != null) {
            sink.accept(new ChatEvent.Finished(0, FinishReasons.blocked(blocked)));
        }
        candidates.values().forEach(candidate -> candidate.finish(sink));
        sink.accept(new ChatEvent.Ended());
    }

    private void chunk(String data) {
        if (over) {
            return;
        }
        JsonNode json = Json.parse(data);
        if (json == null) {
            fail(GatewayError.of(
                    502, "invalid_upstream_answer", "The provider's stream cannot be read: an event is no JSON."));
        } else if (json.path("error").isObject()) {
            fail(RpcErrors.read(RpcErrors.statusOf(json.path("error")), json));
        } else {
            try {
                chunk(ProtoFields.ofAnswer(json));
            } catch (GatewayError malformed) {
                fail(malformed);
            }
        }
    }

    private void chunk(ProtoFields chunk) {
        Usage known = usage.updatedBy(UsageMetadata.read(chunk.object("usageMetadata")));
        if (!started) {
            started = true;
            events.accept(new ChatEvent.Started(
                    chunk.text("responseId"),
                    chunk.text("modelVersion"),
                    AnswerReader.created(chunk.text("createTime")),
                    known,
                    null,
                    null));
        } else if (!known.equals(usage)) {
            events.accept(new ChatEvent.UsageKnown(known));
        }
        usage = known;
        String reason = AnswerReader.blockReason(chunk);
        blocked = reason == null ? blocked : reason;
        int place = 0;
        for (ProtoFields candidate : chunk.objects("candidates")) {
            Integer index = candidate.integer("index");
            candidates
                    .computeIfAbsent(index == null ? place : index, CandidateDecoder::new)
                    .decode(candidate, events);
            place++;
        }
    }

    private void fail(GatewayError error) {
        if (!over) {
            over = true;
            events.accept(new ChatEvent.Failed(error));
        }
    }
}
