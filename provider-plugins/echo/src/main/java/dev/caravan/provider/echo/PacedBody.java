package dev.caravan.provider.echo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A body that comes chunk by chunk, as slowly as told, and breaks off where told. A chunk is made when it is asked for. Signals
 * come on the thread that asks, or on the timer's when there was a delay to wait for; never on two at once.
 */
final class PacedBody implements Flow.Publisher<ByteBuffer> {

    private final Iterable<byte[]> chunks;
    private final Misbehaviour misbehaviour;
    private final ScheduledExecutorService timer;
    private final AtomicBoolean taken = new AtomicBoolean();

    PacedBody(Iterable<byte[]> chunks, Misbehaviour misbehaviour, ScheduledExecutorService timer) {
        this.chunks = chunks;
        this.misbehaviour = misbehaviour;
        this.timer = timer;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        Pace pace = new Pace(subscriber);
        subscriber.onSubscribe(pace);
        if (taken.compareAndSet(false, true)) {
            pace.start();
        } else {
            pace.refuse();
        }
    }

    private final class Pace implements Flow.Subscription {

        private final Flow.Subscriber<? super ByteBuffer> subscriber;
        private final AtomicLong demand = new AtomicLong();
        private final AtomicInteger rounds = new AtomicInteger();
        private volatile boolean ready;
        private volatile boolean over;
        private volatile boolean badDemand;
        private volatile @Nullable Future<?> wait;
        // These two belong to whoever is in drain().
        private @Nullable Iterator<byte[]> rest;
        private int sent;

        Pace(Flow.Subscriber<? super ByteBuffer> subscriber) {
            this.subscriber = subscriber;
        }

        void start() {
            readyAfter(misbehaviour.delay().toNanos());
            drain();
        }

        void refuse() {
            over = true;
            subscriber.onError(new IllegalStateException("This body was subscribed to before"));
        }

        @Override
        public void request(long count) {
            if (count <= 0) {
                badDemand = true;
            } else {
                demand.accumulateAndGet(count, (had, more) -> had + more < 0 ? Long.MAX_VALUE : had + more);
            }
            drain();
        }

        @Override
        public void cancel() {
            over = true;
            Future<?> pending = wait;
            if (pending != null) {
                pending.cancel(false);
            }
        }

        private void readyAfter(long nanos) {
            if (nanos == 0) {
                ready = true;
                return;
            }
            ready = false;
            Future<?> pending = timer.schedule(
                    () -> {
                        ready = true;
                        drain();
                    },
                    nanos,
                    TimeUnit.NANOSECONDS);
            wait = pending;
            if (over) {
                pending.cancel(false);
            }
        }

        /** One thread at a time is in here; the others leave a round for it to do. */
        private void drain() {
            if (rounds.getAndIncrement() != 0) {
                return;
            }
            int seen = 1;
            do {
                send();
                seen = rounds.addAndGet(-seen);
            } while (seen != 0);
        }

        private void send() {
            while (!over) {
                if (badDemand) {
                    fail(new IllegalArgumentException("Asked for fewer than one item"));
                } else if (rest != null && !rest.hasNext()) {
                    over = true;
                    subscriber.onComplete();
                } else if (!ready) {
                    return;
                } else if (sent == misbehaviour.breakAfter()) {
                    fail(new IOException("echo broke off after " + sent + " chunks, as it was told to"));
                } else if (demand.get() == 0) {
                    return;
                } else {
                    sendOne();
                }
            }
        }

        private void sendOne() {
            ByteBuffer chunk;
            try {
                if (rest == null) {
                    rest = chunks.iterator();
                }
                chunk = ByteBuffer.wrap(rest.next());
                if (rest.hasNext()) {
                    readyAfter(misbehaviour.chunkDelay().toNanos());
                }
            } catch (RuntimeException e) {
                fail(e);
                return;
            }
            sent++;
            demand.updateAndGet(left -> left == Long.MAX_VALUE ? left : left - 1);
            subscriber.onNext(chunk);
        }

        private void fail(Throwable reason) {
            over = true;
            subscriber.onError(reason);
        }
    }
}
