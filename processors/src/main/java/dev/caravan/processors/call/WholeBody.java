package dev.caravan.processors.call;

import dev.caravan.spi.GatewayError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** Collects a body. Each piece is copied and let go of at once, so that nothing is left to release when the client leaves. */
public final class WholeBody extends Mono<byte[]> {

    /** An answer that is read as a whole has at most so many bytes; one with a few images has a tenth of it. */
    public static final int ANSWER_LIMIT = 64 << 20;

    /** An error's text is not longer. */
    public static final int ERROR_LIMIT = 1 << 20;

    private final Publisher<ByteBuf> body;
    private final int limit;

    private WholeBody(Publisher<ByteBuf> body, int limit) {
        this.body = body;
        this.limit = limit;
    }

    /** The whole body; {@link GatewayError} 502 when it is longer than the limit. */
    public static Mono<byte[]> of(Publisher<ByteBuf> body, int limit) {
        return new WholeBody(body, limit);
    }

    /** A body of these bytes. */
    public static Publisher<ByteBuf> publish(byte[] bytes) {
        return Mono.fromSupplier(() -> Unpooled.wrappedBuffer(bytes));
    }

    @Override
    public void subscribe(CoreSubscriber<? super byte[]> actual) {
        body.subscribe(new Collector(actual));
    }

    private final class Collector implements CoreSubscriber<ByteBuf>, Subscription {

        private final CoreSubscriber<? super byte[]> actual;
        private byte[] bytes = new byte[1024];
        private int length;
        private @Nullable Subscription upstream;
        private boolean done;

        Collector(CoreSubscriber<? super byte[]> actual) {
            this.actual = actual;
        }

        @Override
        public void onSubscribe(Subscription s) {
            upstream = s;
            actual.onSubscribe(this);
            s.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ByteBuf piece) {
            try {
                if (!done) {
                    take(piece);
                }
            } finally {
                piece.release();
            }
        }

        private void take(ByteBuf piece) {
            int more = piece.readableBytes();
            if (more > limit - length) {
                cancel();
                actual.onError(GatewayError.of(
                        502, "upstream_answer_too_large", "The provider's answer is longer than %d bytes.", limit));
                return;
            }
            if (length + more > bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(limit, Math.max(length + more, bytes.length * 2L)));
            }
            piece.readBytes(bytes, length, more);
            length += more;
        }

        @Override
        public void onError(Throwable failure) {
            if (!done) {
                done = true;
                actual.onError(failure);
            }
        }

        @Override
        public void onComplete() {
            if (!done) {
                done = true;
                actual.onNext(Arrays.copyOf(bytes, length));
                actual.onComplete();
            }
        }

        @Override
        public void request(long n) {}

        @Override
        public void cancel() {
            if (!done) {
                done = true;
                if (upstream != null) {
                    upstream.cancel();
                }
            }
        }
    }
}
