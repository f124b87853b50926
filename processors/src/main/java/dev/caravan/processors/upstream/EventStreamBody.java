package dev.caravan.processors.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/**
 * A stream of server-sent events, passed on in whole events, byte for byte. When its source breaks, or ends before the dialect
 * says that it is complete, the half event is dropped and the dialect's own error event ends the stream: a client never takes
 * a broken answer for a whole one.
 */
final class EventStreamBody implements Publisher<ByteBuf> {

    /** A single event longer than this is passed on in pieces: memory is worth more than a clean cut. */
    private static final int MAX_HELD = 1 << 20;

    private final Publisher<ByteBuf> source;
    private final StreamEnd end;
    private final Supplier<byte[]> errorEvent;

    /**
     * @param end sees the events and knows whether the last one was the end
     * @param errorEvent what to end a broken stream with
     */
    EventStreamBody(Publisher<ByteBuf> source, StreamEnd end, Supplier<byte[]> errorEvent) {
        this.source = source;
        this.end = end;
        this.errorEvent = errorEvent;
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuf> subscriber) {
        source.subscribe(new Aligner(Operators.toCoreSubscriber(subscriber)));
    }

    private final class Aligner implements CoreSubscriber<ByteBuf>, Subscription {

        private final CoreSubscriber<? super ByteBuf> downstream;
        private @Nullable Subscription upstream;
        private @Nullable ByteBuf held;
        private @Nullable ByteBuf last;
        private long demand;
        private boolean done;

        Aligner(CoreSubscriber<? super ByteBuf> downstream) {
            this.downstream = downstream;
        }

        @Override
        public void onSubscribe(Subscription s) {
            upstream = s;
            downstream.onSubscribe(this);
        }

        @Override
        public void request(long n) {
            demand = Operators.addCap(demand, n);
            if (last != null) {
                emitLast();
            } else if (!done && upstream != null) {
                upstream.request(n);
            }
        }

        @Override
        public void onNext(ByteBuf piece) {
            if (done) {
                piece.release();
                return;
            }
            int known = held == null ? 0 : held.readableBytes();
            ByteBuf bytes = held == null ? piece : join(held, piece);
            held = null;
            int cut = EventBoundary.last(bytes, known);
            if (cut < bytes.writerIndex() && bytes.writerIndex() - cut <= MAX_HELD) {
                if (cut == bytes.readerIndex()) {
                    held = bytes;
                    askAgain();
                    return;
                }
                held = bytes.retainedSlice(cut, bytes.writerIndex() - cut);
                bytes.writerIndex(cut);
            }
            end.sees(bytes);
            demand--;
            downstream.onNext(bytes);
        }

        @Override
        public void onError(Throwable failure) {
            finish(true);
        }

        @Override
        public void onComplete() {
            finish(!end.complete());
        }

        @Override
        public void cancel() {
            if (!done) {
                done = true;
                release();
                if (upstream != null) {
                    upstream.cancel();
                }
            }
            if (last != null) {
                last.release();
                last = null;
            }
        }

        private void askAgain() {
            if (upstream != null) {
                upstream.request(1);
            }
        }

        private void finish(boolean broken) {
            if (done) {
                return;
            }
            done = true;
            if (broken) {
                release();
                last = Unpooled.wrappedBuffer(errorEvent.get());
            } else {
                last = held;
                held = null;
            }
            if (last == null) {
                downstream.onComplete();
            } else if (demand > 0) {
                emitLast();
            }
        }

        private void emitLast() {
            ByteBuf event = last;
            last = null;
            demand--;
            if (event != null) {
                downstream.onNext(event);
                downstream.onComplete();
            }
        }

        private void release() {
            if (held != null) {
                held.release();
                held = null;
            }
        }

        private ByteBuf join(ByteBuf first, ByteBuf second) {
            if (first instanceof CompositeByteBuf composite && composite.refCnt() == 1) {
                return composite.addComponent(true, second);
            }
            return first.alloc().compositeBuffer(1024).addComponent(true, first).addComponent(true, second);
        }
    }
}
