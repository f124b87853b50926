package dev.caravan.processors.call;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/**
 * A body as it comes, byte for byte, of which a piece may have to wait until something is done; what comes behind it waits with it.
 * Subscribed to once. Confined to one event loop.
 */
public final class WaitingBody implements Publisher<ByteBuf> {

    /** Looks at a body that passes by. What it gives is told on the body's event loop; whether it fails makes no difference. */
    public interface Watcher {

        /**
         * The next piece has come.
         *
         * @param piece stays as it is
         * @return what is to be done before it goes on; null for nothing
         */
        @Nullable
        Mono<Void> sees(ByteBuf piece);

        /**
         * The body has come to its proper end. Asked once.
         *
         * @return what is to be done before that is told; null for nothing
         */
        default @Nullable Mono<Void> ends() {
            return null;
        }
    }

    private final Publisher<ByteBuf> source;
    private final Watcher watcher;

    public WaitingBody(Publisher<ByteBuf> source, Watcher watcher) {
        this.source = source;
        this.watcher = watcher;
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuf> subscriber) {
        source.subscribe(new Gate(Operators.toCoreSubscriber(subscriber)));
    }

    private final class Gate implements CoreSubscriber<ByteBuf>, Subscription {

        private final CoreSubscriber<? super ByteBuf> downstream;
        private final Deque<ByteBuf> waiting = new ArrayDeque<>(1);
        private @Nullable Subscription upstream;
        private @Nullable Disposable work;
        private @Nullable Throwable failure;
        private boolean closed;
        private boolean ended;
        private boolean asked;
        private boolean done;

        Gate(CoreSubscriber<? super ByteBuf> downstream) {
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
            } else if (closed) {
                waiting.add(piece);
            } else {
                pass(piece);
            }
        }

        private void pass(ByteBuf piece) {
            Mono<Void> before = watcher.sees(piece);
            if (before == null) {
                downstream.onNext(piece);
            } else {
                waiting.addFirst(piece);
                await(before);
            }
        }

        private void await(Mono<Void> before) {
            closed = true;
            work = before.subscribe(nothing -> {}, failed -> goOn(), this::goOn);
        }

        private void goOn() {
            closed = false;
            ByteBuf first = waiting.poll();
            if (first != null && !done) {
                downstream.onNext(first);
            }
            while (!closed && !done && !waiting.isEmpty()) {
                pass(waiting.remove());
            }
            if (ended && !closed && !done) {
                tellEnd();
            }
        }

        @Override
        public void onError(Throwable error) {
            failure = error;
            end();
        }

        @Override
        public void onComplete() {
            end();
        }

        private void end() {
            ended = true;
            if (!closed && !done) {
                tellEnd();
            }
        }

        private void tellEnd() {
            if (failure != null) {
                done = true;
                downstream.onError(failure);
                return;
            }
            Mono<Void> before = asked ? null : watcher.ends();
            asked = true;
            if (before == null) {
                done = true;
                downstream.onComplete();
            } else {
                await(before);
            }
        }

        @Override
        public void request(long n) {
            if (upstream != null && !ended) {
                upstream.request(n);
            }
        }

        @Override
        public void cancel() {
            if (done) {
                return;
            }
            done = true;
            if (work != null) {
                work.dispose();
            }
            waiting.forEach(ByteBuf::release);
            waiting.clear();
            if (upstream != null) {
                upstream.cancel();
            }
        }
    }
}
