package dev.caravan.processors.guardrails;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.WholeBody;
import dev.caravan.processors.call.Workers;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Guards a whole JSON answer. */
final class WholeGuard {

    private final Inspection inspection;
    private final TextShape shape;
    private final Workers workers;

    WholeGuard(Inspection inspection, TextShape shape, Workers workers) {
        this.inspection = inspection;
        this.shape = shape;
        this.workers = workers;
    }

    /** Completes when the call has its answer; the {@link GatewayError} 422 when it is to have none. */
    Mono<Void> guard(Answer answer) {
        return collected(inspection, answer, workers, this::inspected)
                .flatMap(bytes -> judged(inspection, answer, bytes));
    }

    /** The answer's body, and what is made of it. The call has no answer meanwhile: this one is read once. */
    static Mono<byte[]> collected(
            Inspection inspection, Answer answer, Workers workers, Function<byte[], byte[]> work) {
        Call call = inspection.call();
        Tally tally = inspection.tally();
        call.answerWith(null);
        call.clock().sentUpstream(System.nanoTime());
        return WholeBody.of(answer.body(), WholeBody.ANSWER_LIMIT).flatMap(bytes -> {
            call.clock().heardFromUpstream(System.nanoTime());
            if (bytes.length <= Workers.LARGE) {
                return Mono.just(work.apply(bytes));
            }
            tally.away(true);
            return workers.compute(call.loop(), () -> work.apply(bytes), () -> {})
                    .doOnNext(worked -> tally.away(false));
        });
    }

    /** Lets the judges see what was read, and the call have it as its answer. */
    static Mono<Void> judged(Inspection inspection, Answer answer, byte[] bytes) {
        GatewayError refusal = inspection.tally().refusal();
        if (refusal != null) {
            return Mono.error(refusal);
        }
        return Judges.ask(inspection).doOnSuccess(nothing -> {
            inspection.tell();
            inspection.call().answerWith(answer.withBytes(bytes));
        });
    }

    private byte[] inspected(byte[] bytes) {
        JsonNode json = Json.parse(bytes, 0, bytes.length);
        if (json instanceof ObjectNode object) {
            ObjectNode changed = BodyTexts.inspect(shape, object, inspection);
            return changed == null ? bytes : Json.bytes(changed);
        }
        if (json instanceof ArrayNode pieces) {
            return inspected(pieces, bytes);
        }
        inspection.unreadable();
        return bytes;
    }

    /** Gemini streams an array where nobody asks for events. */
    private byte[] inspected(ArrayNode pieces, byte[] bytes) {
        boolean changed = false;
        for (int i = 0; i < pieces.size(); i++) {
            ObjectNode after =
                    pieces.get(i) instanceof ObjectNode piece ? BodyTexts.inspect(shape, piece, inspection) : null;
            if (after != null) {
                pieces.set(i, after);
                changed = true;
            }
        }
        return changed ? Json.bytes(pieces) : bytes;
    }
}
