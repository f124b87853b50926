package dev.caravan.processors.files;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.WholeBody;
import dev.caravan.processors.call.Workers;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Reads answers as wholes, and puts them back as they were, or changed. */
final class AnswerJson {

    private final Workers workers;

    /** @param workers read long ones */
    AnswerJson(Workers workers) {
        this.workers = workers;
    }

    /** What an answer says. */
    static final class Read {

        private final byte[] bytes;
        private final @Nullable ObjectNode object;

        private Read(byte[] bytes, @Nullable ObjectNode object) {
            this.bytes = bytes;
            this.object = object;
        }

        /** All of it; not to be changed. */
        byte[] bytes() {
            return bytes;
        }

        /** The same read; null when it is no JSON object. */
        @Nullable
        ObjectNode object() {
            return object;
        }
    }

    /** @return told on the call's event loop; an error when the answer is longer than the limit */
    Mono<Read> read(Call call, Answer answer, int limit) {
        return Mono.defer(() -> {
            call.clock().sentUpstream(System.nanoTime());
            return WholeBody.of(answer.body(), limit)
                    .doFinally(how -> call.clock().heardFromUpstream(System.nanoTime()))
                    .flatMap(bytes -> bytes.length > Workers.LARGE
                            ? workers.compute(call.loop(), () -> read(bytes), () -> {})
                            : Mono.just(read(bytes)));
        });
    }

    private static Read read(byte[] bytes) {
        return new Read(bytes, Json.parse(bytes, 0, bytes.length) instanceof ObjectNode object ? object : null);
    }

    /** The answer has these bytes instead of its own, which were read. */
    static void replace(Call call, Answer answer, byte[] bytes) {
        call.answerWith(answer.withBytes(bytes));
    }
}
