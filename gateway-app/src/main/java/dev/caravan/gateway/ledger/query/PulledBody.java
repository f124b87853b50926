package dev.caravan.gateway.ledger.query;

import dev.caravan.processors.call.Workers;
import dev.caravan.spi.GatewayError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * The body of an answer that is read while it is written: a worker reads the next piece when the connection takes one, so that
 * no more than one is in memory. Confined to the call's event loop.
 */
final class PulledBody implements Publisher<ByteBuf> {

    private final byte[] first;
    private final Reading reading;
    private final EventExecutor loop;
    private final Workers workers;
    private final Duration patience;

    /**
     * @param first the piece that has been read already
     * @param patience how long the reader may take for a piece
     */
    PulledBody(byte[] first, Reading reading, EventExecutor loop, Workers workers, Duration patience) {
        this.first = first;
        this.reading = reading;
        this.loop = loop;
        this.workers = workers;
        this.patience = patience;
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuf> subscriber) {
        subscriber.onSubscribe(new Pull(subscriber));
    }

    private final class Pull implements Subscription {

        private final Subscriber<? super ByteBuf> subscriber;
        private byte @Nullable [] ready = first;
        private long wanted;
        private boolean pulling;
        private boolean ended;
        private @Nullable ScheduledFuture<?> reminder;

        Pull(Subscriber<? super ByteBuf> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long n) {
            if (!loop.inEventLoop()) {
                loop.execute(() -> request(n));
                return;
            }
            wanted = wanted + n < 0 ? Long.MAX_VALUE : wanted + n;
            pull();
        }

        @Override
        public void cancel() {
            end();
        }

        private void pull() {
            if (pulling || ended || wanted == 0) {
                return;
            }
            pulling = true;
            forget();
            if (ready != null) {
                byte[] piece = ready;
                ready = null;
                got(Optional.of(piece));
            } else {
                workers.compute(loop, reading::next, () -> {}).subscribe(this::got, this::failed);
            }
        }

        private void got(Optional<byte[]> piece) {
            pulling = false;
            if (ended) {
                return;
            }
            if (piece.isEmpty()) {
                end();
                subscriber.onComplete();
                return;
            }
            wanted--;
            subscriber.onNext(Unpooled.wrappedBuffer(piece.get()));
            pull();
            if (!pulling && !ended) {
                reminder = loop.schedule(this::tooSlow, patience.toMillis(), TimeUnit.MILLISECONDS);
            }
        }

        private void tooSlow() {
            failed(GatewayError.of(408, "reader_too_slow", "The client does not read its answer."));
        }

        private void failed(Throwable failure) {
            if (!ended) {
                end();
                subscriber.onError(failure);
            }
        }

        private void end() {
            ended = true;
            forget();
        }

        private void forget() {
            if (reminder != null) {
                reminder.cancel(false);
                reminder = null;
            }
        }
    }
}
