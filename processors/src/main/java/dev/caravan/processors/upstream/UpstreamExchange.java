package dev.caravan.processors.upstream;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.routing.ConfiguredProvider;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * Waits for an upstream's answer to begin, no longer than the provider may take, and gives it to the call. Completes when the
 * call has its answer, and fails with a {@link dev.caravan.spi.GatewayError}; cancelling it closes the connection. One
 * operator in place of a chain of them: it stands in the way of every call.
 */
final class UpstreamExchange extends Mono<Void> {

    private final Publisher<Answer> exchange;
    private final Call call;
    private final ConfiguredProvider provider;

    /** @param exchange sends the request when it is subscribed to, and gives one answer, on the call's event loop */
    UpstreamExchange(Publisher<Answer> exchange, Call call, ConfiguredProvider provider) {
        this.exchange = exchange;
        this.call = call;
        this.provider = provider;
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
        private boolean done;

        Watch(CoreSubscriber<? super Void> actual) {
            this.actual = actual;
        }

        @Override
        public void onSubscribe(Subscription s) {
            upstream = s;
            timer = call.loop().schedule(this, provider.timeouts().firstByte().toNanos(), TimeUnit.NANOSECONDS);
            actual.onSubscribe(this);
            s.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Answer answer) {
            if (!done) {
                call.answerWith(answer);
                finish();
                actual.onComplete();
            }
        }

        @Override
        public void onError(Throwable failure) {
            if (!done) {
                finish();
                actual.onError(UpstreamErrors.of(failure, provider.name()));
            }
        }

        /** Only reached without an answer when the exchange ended without one. */
        @Override
        public void onComplete() {
            onError(UpstreamErrors.brokeMidStream(provider.name()));
        }

        @Override
        public void request(long n) {}

        @Override
        public void cancel() {
            if (!done) {
                finish();
                cancelUpstream();
            }
        }

        /** The answer did not begin in time. */
        @Override
        public void run() {
            if (!done) {
                cancelUpstream();
                onError(new TimeoutException());
            }
        }

        private void finish() {
            done = true;
            call.clock().heardFromUpstream(System.nanoTime());
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
}
