package dev.caravan.processors.upstream;

import dev.caravan.processors.call.ProviderErrors;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/**
 * An upstream's body as it arrives, each buffer owned by the subscriber, with a limit on the pause between two pieces and on
 * the whole. Its errors are {@link dev.caravan.spi.GatewayError}s. Cancelling it closes the connection. A single timer a body, set anew only when it goes off, watches both limits:
 * the pieces themselves cost no timer.
 */
final class UpstreamBody implements Publisher<ByteBuf> {

    private final Publisher<ByteBuf> received;
    private final EventExecutor loop;
    private final Duration idle;
    private final Duration total;
    private final String provider;

    /**
     * @param received what the connection delivers; it releases each buffer after handing it on
     * @param total what is left of the time for the whole answer
     * @param provider the provider's name, for errors
     */
    UpstreamBody(Publisher<ByteBuf> received, EventExecutor loop, Duration idle, Duration total, String provider) {
        this.received = received;
        this.loop = loop;
        this.idle = idle;
        this.total = total;
        this.provider = provider;
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuf> subscriber) {
        received.subscribe(new Reader(Operators.toCoreSubscriber(subscriber)));
    }

    private final class Reader implements CoreSubscriber<ByteBuf>, Subscription, Runnable {

        private final CoreSubscriber<? super ByteBuf> downstream;
        private final long deadline = System.nanoTime() + total.toNanos();
        private @Nullable Subscription upstream;
        private java.util.concurrent.@Nullable ScheduledFuture<?> timer;
        private long waitingSince = System.nanoTime();
        private long demand;
        private boolean done;

        Reader(CoreSubscriber<? super ByteBuf> downstream) {
            this.downstream = downstream;
        }

        @Override
        public void onSubscribe(Subscription s) {
            upstream = s;
            downstream.onSubscribe(this);
        }

        @Override
        public void request(long n) {
            if (done || upstream == null) {
                return;
            }
            if (demand == 0) {
                waitingSince = System.nanoTime();
            }
            demand = Operators.addCap(demand, n);
            upstream.request(n);
            if (timer == null && !done) {
                watch(idle.toNanos());
            }
        }

        @Override
        public void onNext(ByteBuf piece) {
            if (done) {
                return;
            }
            demand--;
            waitingSince = System.nanoTime();
            downstream.onNext(piece.retain());
        }

        @Override
        public void onError(Throwable failure) {
            if (finish()) {
                downstream.onError(ProviderErrors.of(failure, provider));
            }
        }

        @Override
        public void onComplete() {
            if (finish()) {
                downstream.onComplete();
            }
        }

        @Override
        public void cancel() {
            if (finish() && upstream != null) {
                upstream.cancel();
            }
        }

        /** The timer went off. A reader that asks for nothing is not held against the upstream. */
        @Override
        public void run() {
            if (done || upstream == null) {
                return;
            }
            long now = System.nanoTime();
            long idleLeft = demand == 0 ? idle.toNanos() : waitingSince + idle.toNanos() - now;
            long left = Math.min(idleLeft, deadline - now);
            if (left > 0) {
                watch(left);
            } else {
                finish();
                upstream.cancel();
                downstream.onError(ProviderErrors.of(new TimeoutException(), provider));
            }
        }

        private void watch(long nanos) {
            long left = Math.min(nanos, Math.max(1, deadline - System.nanoTime()));
            timer = loop.schedule(this, left, TimeUnit.NANOSECONDS);
        }

        private boolean finish() {
            boolean first = !done;
            done = true;
            if (timer != null) {
                timer.cancel(false);
            }
            return first;
        }
    }
}
