package dev.caravan.processors.sessions;

import dev.caravan.processors.sessions.RememberSession.Keeping;
import dev.caravan.spi.chat.AnswerAssembly;
import dev.caravan.spi.chat.StreamDecoder;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/**
 * A streamed answer, passed on byte for byte and put together on the side. The piece that completes it waits until the answer
 * is kept; one that breaks off is not kept. Confined to one event loop.
 */
final class RememberedStream implements Publisher<ByteBuf> {

    private static final Logger LOG = LoggerFactory.getLogger(RememberedStream.class);

    private final Publisher<ByteBuf> source;
    private final StreamDecoder decoder;
    private final Keeping keeping;

    /** @param keeping is asked once, when the answer is complete; tells on the loop of the stream */
    RememberedStream(Publisher<ByteBuf> source, StreamDecoder decoder, Keeping keeping) {
        this.source = source;
        this.decoder = decoder;
        this.keeping = keeping;
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuf> subscriber) {
        source.subscribe(new Tee(Operators.toCoreSubscriber(subscriber)));
    }

    private final class Tee implements CoreSubscriber<ByteBuf>, Subscription {

        private final CoreSubscriber<? super ByteBuf> downstream;
        private final AnswerAssembly assembly = new AnswerAssembly();
        private final Deque<ByteBuf> waiting = new ArrayDeque<>(1);
        private @Nullable Subscription upstream;
        private @Nullable Disposable storing;
        private boolean illegible;
        private boolean asked;
        private boolean holding;
        private boolean complete;
        private boolean done;

        Tee(CoreSubscriber<? super ByteBuf> downstream) {
            this.downstream = downstream;
        }

        @Override
        public void onSubscribe(Subscription s) {
            upstream = s;
            downstream.onSubscribe(this);
        }

        @Override
        public void onNext(ByteBuf piece) {
            if (done) {
                piece.release();
            } else if (holding) {
                waiting.add(piece);
            } else {
                read(piece);
                if (isReady()) {
                    waiting.add(piece);
                    keep();
                } else {
                    downstream.onNext(piece);
                }
            }
        }

        private void read(ByteBuf piece) {
            if (illegible || assembly.isComplete()) {
                return;
            }
            try {
                for (ByteBuffer bytes : piece.nioBuffers()) {
                    decoder.decode(bytes, assembly);
                }
            } catch (RuntimeException e) {
                giveUp(e);
            }
        }

        /** What cannot be read is passed on nevertheless. */
        private void giveUp(RuntimeException failure) {
            illegible = true;
            LOG.atWarn().addKeyValue("reason", failure.toString()).log("a streamed answer could not be read");
        }

        /** Whether the answer is whole and nobody was asked to keep it yet. */
        private boolean isReady() {
            return !asked && !illegible && assembly.isComplete() && assembly.failure() == null;
        }

        private void keep() {
            asked = true;
            holding = true;
            Mono<Void> kept;
            try {
                kept = keeping.keep(assembly.answer());
            } catch (RuntimeException e) {
                giveUp(e);
                kept = Mono.empty();
            }
            storing = kept.subscribe(nothing -> {}, failure -> goOn(), this::goOn);
        }

        private void goOn() {
            holding = false;
            for (ByteBuf piece = waiting.poll(); piece != null && !done; piece = waiting.poll()) {
                downstream.onNext(piece);
            }
            if (complete && !done) {
                done = true;
                downstream.onComplete();
            }
        }

        @Override
        public void onError(Throwable failure) {
            if (!done) {
                end();
                downstream.onError(failure);
            }
        }

        @Override
        public void onComplete() {
            if (done) {
                return;
            }
            complete = true;
            if (!illegible && !assembly.isComplete()) {
                try {
                    decoder.end(assembly);
                } catch (RuntimeException e) {
                    giveUp(e);
                }
            }
            if (isReady()) {
                keep();
            } else if (!holding) {
                done = true;
                downstream.onComplete();
            }
        }

        @Override
        public void request(long n) {
            if (upstream != null && !complete) {
                upstream.request(n);
            }
        }

        @Override
        public void cancel() {
            if (!done) {
                end();
                if (upstream != null) {
                    upstream.cancel();
                }
            }
        }

        private void end() {
            done = true;
            if (storing != null) {
                storing.dispose();
            }
            for (ByteBuf piece = waiting.poll(); piece != null; piece = waiting.poll()) {
                piece.release();
            }
        }
    }
}
