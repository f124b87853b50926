package dev.caravan.processors.files;

import io.netty.buffer.ByteBuf;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/**
 * The body of a response as it comes; only the piece in which its id has come waits, until that is remembered. Confined to the call's
 * event loop.
 */
final class RememberedBody implements Publisher<ByteBuf> {

    private final Publisher<ByteBuf> source;
    private final Function<String, Mono<Void>> remember;

    /** @param remember is told the id, once at most; never fails, and is done on the event loop */
    RememberedBody(Publisher<ByteBuf> source, Function<String, Mono<Void>> remember) {
        this.source = source;
        this.remember = remember;
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuf> subscriber) {
        source.subscribe(new Gate(Operators.toCoreSubscriber(subscriber)));
    }

    private final class Gate implements CoreSubscriber<ByteBuf>, Subscription {

        private final CoreSubscriber<? super ByteBuf> downstream;
        private final ResponseId id = new ResponseId();
        private @Nullable Subscription upstream;
        private @Nullable ByteBuf held;
        private @Nullable Throwable failure;
        private long wanted;
        private boolean asked;
        private boolean open;
        private boolean ended;
        private boolean cancelled;

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
            if (open || cancelled) {
                downstream.onNext(piece);
                return;
            }
            asked = false;
            String found = id.sees(piece);
            if (found == null) {
                open = id.isOver();
                pass(piece);
            } else {
                held = piece;
                remember.apply(found).subscribe(nothing -> {}, unthinkable -> remembered(), this::remembered);
            }
        }

        private void remembered() {
            ByteBuf piece = held;
            held = null;
            if (piece == null) {
                return;
            }
            open = true;
            pass(piece);
            if (ended && !cancelled) {
                end();
            }
        }

        private void pass(ByteBuf piece) {
            wanted = wanted == Long.MAX_VALUE ? wanted : wanted - 1;
            downstream.onNext(piece);
            ask();
        }

        /** One piece at a time, so that none comes while another waits; when the gate is open, all that is wanted. */
        private void ask() {
            if (upstream == null || held != null || asked || wanted == 0) {
                return;
            }
            long more = open ? wanted : 1;
            wanted = open ? 0 : wanted;
            asked = !open;
            upstream.request(more);
        }

        @Override
        public void onError(Throwable error) {
            failure = error;
            onComplete();
        }

        @Override
        public void onComplete() {
            ended = true;
            if (held == null) {
                end();
            }
        }

        private void end() {
            if (failure == null) {
                downstream.onComplete();
            } else {
                downstream.onError(failure);
            }
        }

        @Override
        public void request(long n) {
            wanted = Operators.addCap(wanted, n);
            ask();
        }

        @Override
        public void cancel() {
            cancelled = true;
            if (held != null) {
                held.release();
                held = null;
            }
            if (upstream != null) {
                upstream.cancel();
            }
        }
    }
}
