package dev.caravan.processors.metering;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.pricing.Count;
import dev.caravan.spi.chat.Usage;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/** An answer's body, untouched; when it is over, however it ends, the call is told what it has used. */
final class MeteredBody implements Publisher<ByteBuf> {

    private static final Logger LOG = LoggerFactory.getLogger(MeteredBody.class);

    private final Publisher<ByteBuf> source;
    private final AnswerMeter meter;
    private final Call call;

    MeteredBody(Publisher<ByteBuf> source, AnswerMeter meter, Call call) {
        this.source = source;
        this.meter = meter;
        this.call = call;
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuf> subscriber) {
        source.subscribe(new Reader(Operators.toCoreSubscriber(subscriber)));
    }

    private final class Reader implements CoreSubscriber<ByteBuf>, Subscription {

        private final CoreSubscriber<? super ByteBuf> downstream;
        private @Nullable Subscription upstream;
        private boolean over;
        private boolean failed;

        Reader(CoreSubscriber<? super ByteBuf> downstream) {
            this.downstream = downstream;
        }

        @Override
        public void onSubscribe(Subscription s) {
            upstream = s;
            downstream.onSubscribe(this);
        }

        @Override
        public void onNext(ByteBuf piece) {
            if (!over && !failed) {
                try {
                    meter.sees(piece);
                } catch (RuntimeException e) {
                    fail(e);
                }
            }
            downstream.onNext(piece);
        }

        @Override
        public void onError(Throwable failure) {
            finish();
            downstream.onError(failure);
        }

        @Override
        public void onComplete() {
            finish();
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
            finish();
            if (upstream != null) {
                upstream.cancel();
            }
        }

        private void finish() {
            if (over) {
                return;
            }
            over = true;
            try {
                meter.ended();
            } catch (RuntimeException e) {
                fail(e);
            }
            call.spending().servedIn(meter.tier());
            Count counted = meter.counted();
            if (counted != null) {
                call.spending().counts(counted);
            }
            if (meter.isGuessed() || !meter.told().equals(Usage.NONE)) {
                CallUse.note(call, meter.told(), meter.untoldOutput());
            }
        }

        /** The answer goes its way nevertheless. */
        private void fail(RuntimeException failure) {
            failed = true;
            LOG.warn("the use of an answer could not be read", failure);
        }
    }
}
