package dev.caravan.processors.upstream;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.ProviderErrors;
import dev.caravan.spi.GatewayError;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;

/**
 * Waits for an upstream's answer to begin, no longer than the provider may take, and gives it to the call, after whatever else
 * has to be done with it. Completes when the call has its answer, and fails with a {@link GatewayError};
 * cancelling it closes the connection. One operator in place of a chain of them: it stands in the way of every call.
 */
final class UpstreamExchange extends Mono<Void> {

    private final Publisher<Answer> exchange;
    private final Call call;
    private final Attempt attempt;
    private final @Nullable ByteBuf body;
    private final Function<Answer, @Nullable Mono<Answer>> change;

    /**
     * @param exchange sends the request when it is subscribed to, and gives one answer, on the call's event loop
     * @param body the request's body, released when the answer begins or the exchange ends without one; null when there is none
     * @param change what is to be made of the answer, on that loop; null when it stays as it is
     */
    UpstreamExchange(
            Publisher<Answer> exchange,
            Call call,
            Attempt attempt,
            @Nullable ByteBuf body,
            Function<Answer, @Nullable Mono<Answer>> change) {
        this.exchange = exchange;
        this.call = call;
        this.attempt = attempt;
        this.body = body;
        this.change = change;
    }

    @Override
    public void subscribe(CoreSubscriber<? super Void> actual) {
        call.clock().sentUpstream(System.nanoTime());
        exchange.subscribe(new Watch(actual));
    }

    private final class Watch implements CoreSubscriber<Answer>, Subscription, Runnable {

        private final CoreSubscriber<? super Void> actual;
        private @Nullable Subscription upstream;
        private @Nullable ScheduledFuture<?> timer;
        private @Nullable Change changing;
        private boolean done;

        Watch(CoreSubscriber<? super Void> actual) {
            this.actual = actual;
        }

        @Override
        public void onSubscribe(Subscription s) {
            upstream = s;
            timer = call.loop().schedule(this, patience().toNanos(), TimeUnit.NANOSECONDS);
            actual.onSubscribe(this);
            s.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Answer answer) {
            if (done) {
                return;
            }
            finish();
            Mono<Answer> changed;
            try {
                changed = change.apply(answer);
            } catch (RuntimeException e) {
                cancelUpstream();
                failed(actual, e);
                return;
            }
            if (changed == null) {
                answered(actual, answer);
            } else {
                changing = new Change(actual);
                changed.subscribe(changing);
            }
        }

        @Override
        public void onError(Throwable failure) {
            if (!done) {
                finish();
                failed(actual, failure);
            }
        }

        /** Only reached without an answer when the exchange ended without one. */
        @Override
        public void onComplete() {
            onError(ProviderErrors.brokeMidStream(provider()));
        }

        @Override
        public void request(long n) {}

        @Override
        public void cancel() {
            if (!done) {
                finish();
                cancelUpstream();
            } else if (changing != null) {
                changing.dispose();
            }
        }

        /** The answer did not begin in time. */
        @Override
        public void run() {
            if (done) {
                return;
            }
            long left = leftSinceLastPiece();
            if (left > 0) {
                timer = call.loop().schedule(this, left, TimeUnit.NANOSECONDS);
            } else {
                cancelUpstream();
                onError(new TimeoutException());
            }
        }

        private void finish() {
            done = true;
            call.clock().heardFromUpstream(System.nanoTime());
            if (body != null) {
                body.release();
            }
            if (timer != null) {
                timer.cancel(false);
            }
        }

        private void cancelUpstream() {
            if (upstream != null) {
                upstream.cancel();
            }
        }
    }

    /** Waits for what is made of the answer. */
    private final class Change extends BaseSubscriber<Answer> {

        private final CoreSubscriber<? super Void> actual;
        private boolean answered;

        Change(CoreSubscriber<? super Void> actual) {
            this.actual = actual;
        }

        @Override
        protected void hookOnNext(Answer changed) {
            answered = true;
            answered(actual, changed);
        }

        @Override
        protected void hookOnComplete() {
            if (!answered) {
                failed(actual, ProviderErrors.brokeMidStream(provider()));
            }
        }

        @Override
        protected void hookOnError(Throwable failure) {
            failed(actual, failure);
        }
    }

    private void answered(CoreSubscriber<? super Void> actual, Answer answer) {
        attempt.ended(answer);
        call.answerWith(answer);
        actual.onComplete();
    }

    private void failed(CoreSubscriber<? super Void> actual, Throwable failure) {
        GatewayError error = ProviderErrors.of(failure, provider());
        attempt.ended(error);
        actual.onError(error);
    }

    private String provider() {
        return attempt.target().provider().name();
    }

    /** An upload may take its time: it is waited for the answer from its last piece on. */
    private long leftSinceLastPiece() {
        long lastPiece = attempt.lastPiece();
        if (lastPiece == 0) {
            return 0;
        }
        long firstByte = attempt.target().provider().timeouts().firstByte().toNanos();
        return Math.min(
                lastPiece + firstByte - System.nanoTime(), attempt.timeLeft().toNanos());
    }

    /** The time until the answer has to begin. */
    private Duration patience() {
        Duration firstByte = attempt.target().provider().timeouts().firstByte();
        Duration left = attempt.timeLeft();
        return left.compareTo(firstByte) < 0 ? left : firstByte;
    }
}
