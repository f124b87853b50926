package dev.caravan.processors.endpoints;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.WholeBody;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import reactor.core.publisher.Mono;

/** A call's whole JSON answer as a tree, read once for all the steps that want it. */
public final class AnswerTree {

    private AnswerTree() {}

    /**
     * The answer, which is kept whole from now on. Whoever wants to change something changes a copy.
     *
     * @return told on the call's event loop; {@link GatewayError} 502 when the answer is no JSON object
     */
    public static Mono<ObjectNode> of(Call call) {
        Answer answer = call.answer();
        if (answer == null) {
            throw new IllegalStateException("there is no answer yet");
        }
        if (answer.body() instanceof Read read) {
            return Mono.just(read.tree);
        }
        // Its body is read here and by nobody else, also when the call ends meanwhile.
        call.answerWith(null);
        return WholeBody.of(answer.body(), WholeBody.ANSWER_LIMIT).map(bytes -> {
            if (!(Json.parse(bytes, 0, bytes.length) instanceof ObjectNode tree)) {
                throw GatewayError.of(502, "invalid_upstream_answer", "The provider answered with what is no JSON.");
            }
            call.answerWith(answer.withBody(new Read(bytes, tree)));
            return tree;
        });
    }

    /** Puts another answer in the place of this one; its headers stay. */
    static void replace(Call call, ObjectNode changed) {
        Answer answer = call.answer();
        if (answer == null) {
            throw new IllegalStateException("there is no answer yet");
        }
        byte[] bytes = Json.bytes(changed);
        answer.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
        call.answerWith(answer.withBody(new Read(bytes, changed)));
    }

    /** A body that was read. */
    private static final class Read implements Publisher<ByteBuf> {

        private final byte[] bytes;
        private final ObjectNode tree;

        Read(byte[] bytes, ObjectNode tree) {
            this.bytes = bytes;
            this.tree = tree;
        }

        @Override
        public void subscribe(Subscriber<? super ByteBuf> subscriber) {
            Mono.fromSupplier(() -> Unpooled.wrappedBuffer(bytes)).subscribe(subscriber);
        }
    }
}
