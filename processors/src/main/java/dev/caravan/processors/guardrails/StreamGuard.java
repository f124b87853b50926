package dev.caravan.processors.guardrails;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.translation.AnswerStream;
import dev.caravan.processors.upstream.FirstPiece;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatEvent;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;
import reactor.core.publisher.Mono;

/** Guards a streamed answer. */
final class StreamGuard {

    private final Inspection inspection;
    private final TextShape shape;
    private final AnswerStream stream;
    private final Workers workers;

    StreamGuard(Inspection inspection, TextShape shape, AnswerStream stream, Workers workers) {
        this.inspection = inspection;
        this.shape = shape;
        this.stream = stream;
        this.workers = workers;
    }

    /** Completes when the call has its answer; the {@link GatewayError} 422 when it is to have none. */
    Mono<Void> guard(Answer answer) {
        if (!inspection.judges(true).isEmpty()) {
            return heldBack(answer);
        }
        GuardedEvents events = new GuardedEvents(inspection, shape, () -> Judges.askAside(inspection));
        if (inspection.mayChange()) {
            return prepared().flatMap(ready -> filtered(answer, events));
        }
        inspection
                .call()
                .answerWith(answer.withBody(new WatchedStream(answer.body(), stream.decoder(), events, inspection)));
        return Mono.empty();
    }

    private Mono<AnswerStream> prepared() {
        JsonBody body = inspection.call().json();
        if (body == null || body.bytes().readableBytes() <= Workers.LARGE) {
            return Mono.just(stream);
        }
        body.bytes().retain();
        return workers.compute(inspection.call().loop(), stream::prepared, body.bytes()::release);
    }

    /** A judge may refuse it: nothing goes out before that one has seen all of it. */
    private Mono<Void> heldBack(Answer answer) {
        return WholeGuard.collected(inspection, answer, workers, this::rewritten)
                .flatMap(bytes -> WholeGuard.judged(inspection, answer, bytes));
    }

    private byte[] rewritten(byte[] bytes) {
        List<ChatEvent> events = stream.events(bytes, new GuardedEvents(inspection, shape, () -> {}));
        return inspection.mayChange() && !inspection.tally().refuses() ? stream.written(events) : bytes;
    }

    /** The head goes out with the first piece, so that it can still be that of a refusal. */
    private Mono<Void> filtered(Answer answer, GuardedEvents events) {
        Call call = inspection.call();
        call.answerWith(null);
        answer.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
        call.clock().sentUpstream(System.nanoTime());
        return FirstPiece.of(stream.filtered(answer.body(), events)).flatMap(body -> {
            call.clock().heardFromUpstream(System.nanoTime());
            GatewayError refusal = inspection.tally().refusal();
            if (refusal != null) {
                answer.withBody(body).discard();
                return Mono.error(refusal);
            }
            inspection.tell();
            call.answerWith(answer.withBody(body));
            return Mono.empty();
        });
    }
}
