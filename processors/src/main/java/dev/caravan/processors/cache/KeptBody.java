package dev.caravan.processors.cache;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/** A body that passes by untouched, while a copy of it is made; the copy is given up where it would grow too large. */
final class KeptBody implements Publisher<ByteBuf> {

    private static final int START = 2048;

    private final Publisher<ByteBuf> source;
    private final int limit;
    private final Listener listener;

    /** Is told once what came of the copy, on the thread that the body comes on. */
    interface Listener {

        /** All of the body has passed by; told before its reader is. */
        void whole(byte[] body);

        /** There is no copy. */
        void missed(AnswerCache.Result why);
    }

    /** @param limit the most bytes that are copied */
    KeptBody(Publisher<ByteBuf> source, int limit, Listener listener) {
        this.source = source;
        this.limit = limit;
        this.listener = listener;
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuf> subscriber) {
        source.subscribe(new Tee(Operators.toCoreSubscriber(subscriber)));
    }

    private final class Tee implements CoreSubscriber<ByteBuf>, Subscription {

        private final CoreSubscriber<? super ByteBuf> downstream;
        private byte @Nullable [] copy = new byte[Math.min(START, limit)];
        private int length;
        private @Nullable Subscription upstream;

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
            if (copy != null) {
                take(piece, copy);
            }
            downstream.onNext(piece);
        }

        private void take(ByteBuf piece, byte[] so) {
            int more = piece.readableBytes();
            if (more > limit - length) {
                giveUp(AnswerCache.Result.TOO_LARGE);
                return;
            }
            byte[] room = so;
            if (length + more > room.length) {
                room = Arrays.copyOf(room, (int) Math.min(limit, Math.max(length + more, room.length * 2L)));
                copy = room;
            }
            piece.getBytes(piece.readerIndex(), room, length, more);
            length += more;
        }

        @Override
        public void onError(Throwable failure) {
            giveUp(AnswerCache.Result.NOT_KEPT);
            downstream.onError(failure);
        }

        @Override
        public void onComplete() {
            byte[] all = copy;
            copy = null;
            if (all != null) {
                listener.whole(all.length == length ? all : Arrays.copyOf(all, length));
            }
            downstream.onComplete();
        }

        @Override
        public void request(long n) {
            if (upstream != null) {
                upstream.request(n);
            }
        }

        @Override
        public void cancel() {
            giveUp(AnswerCache.Result.NOT_KEPT);
            if (upstream != null) {
                upstream.cancel();
            }
        }

        private void giveUp(AnswerCache.Result why) {
            if (copy != null) {
                copy = null;
                listener.missed(why);
            }
        }
    }
}
