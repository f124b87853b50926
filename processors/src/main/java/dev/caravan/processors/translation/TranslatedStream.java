package dev.caravan.processors.translation;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.ProviderErrors;
import dev.caravan.processors.metering.EventMeter;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.StreamDecoder;
import dev.caravan.spi.chat.StreamEncoder;
import dev.caravan.spi.wire.WireOutput;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/**
 * A streamed answer in another dialect: each piece that comes in goes out at once, as far as its events are complete. A source
 * that breaks, or ends before its dialect says that it is complete, ends in the client's own error event.
 */
final class TranslatedStream implements Publisher<ByteBuf> {

    private static final Logger LOG = LoggerFactory.getLogger(TranslatedStream.class);

    private final Call call;
    private final Publisher<ByteBuf> source;
    private final StreamDecoder decoder;
    private final StreamEncoder encoder;
    private final String provider;
    private final @Nullable EventMeter meter;

    TranslatedStream(
            Call call,
            Publisher<ByteBuf> source,
            StreamDecoder decoder,
            StreamEncoder encoder,
            String provider,
            @Nullable EventMeter meter) {
        this.call = call;
        this.source = source;
        this.decoder = decoder;
        this.encoder = encoder;
        this.provider = provider;
        this.meter = meter;
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuf> subscriber) {
        source.subscribe(new Translator(Operators.toCoreSubscriber(subscriber)));
    }

    private final class Translator implements CoreSubscriber<ByteBuf>, Subscription, Consumer<ChatEvent> {

        private final CoreSubscriber<? super ByteBuf> downstream;
        private final WireOutput out = new WireOutput();
        private @Nullable Subscription upstream;
        private long demand;
        /** Whether an error was told, after which nothing follows. */
        private boolean over;

        private boolean complete;
        private boolean done;
        private boolean lastIsWaiting;

        Translator(CoreSubscriber<? super ByteBuf> downstream) {
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
            if (lastIsWaiting) {
                emitLast();
            } else if (!done && upstream != null) {
                upstream.request(n);
            }
        }

        @Override
        public void onNext(ByteBuf piece) {
            try {
                if (done) {
                    return;
                }
                for (ByteBuffer bytes : piece.nioBuffers()) {
                    decoder.decode(bytes, this);
                }
            } catch (RuntimeException e) {
                fail(e);
            } finally {
                piece.release();
            }
            if (done) {
                return;
            }
            if (over) {
                if (upstream != null) {
                    upstream.cancel();
                }
                finish();
            } else if (out.isEmpty()) {
                if (upstream != null) {
                    upstream.request(1);
                }
            } else {
                demand--;
                downstream.onNext(Unpooled.wrappedBuffer(out.take()));
            }
        }

        /** An event of the provider's, to be written in the client's dialect. */
        @Override
        public void accept(ChatEvent event) {
            if (over) {
                return;
            }
            if (meter != null) {
                meter.sees(event);
            }
            try {
                encoder.encode(event, out);
            } catch (RuntimeException e) {
                fail(e);
                return;
            }
            over = event instanceof ChatEvent.Failed;
            complete |= event instanceof ChatEvent.Ended;
        }

        @Override
        public void onError(Throwable failure) {
            if (!done) {
                fail(failure);
                finish();
            }
        }

        @Override
        public void onComplete() {
            if (done) {
                return;
            }
            try {
                decoder.end(this);
            } catch (RuntimeException e) {
                fail(e);
            }
            if (!complete) {
                fail(ProviderErrors.brokeMidStream(provider));
            }
            finish();
        }

        @Override
        public void cancel() {
            if (!done) {
                done = true;
                if (meter != null) {
                    meter.ended();
                }
                if (upstream != null) {
                    upstream.cancel();
                }
            }
            lastIsWaiting = false;
        }

        private void fail(Throwable failure) {
            if (over) {
                return;
            }
            over = true;
            GatewayError error;
            if (failure instanceof GatewayError known) {
                error = known;
            } else {
                LOG.warn("translating a stream of provider '{}' failed", provider, failure);
                error = ProviderErrors.brokeMidStream(provider);
            }
            call.breaksOff(error);
            encoder.encode(new ChatEvent.Failed(error), out);
        }

        private void finish() {
            done = true;
            if (meter != null) {
                meter.ended();
            }
            if (out.isEmpty()) {
                downstream.onComplete();
            } else if (demand > 0) {
                emitLast();
            } else {
                lastIsWaiting = true;
            }
        }

        private void emitLast() {
            lastIsWaiting = false;
            demand--;
            downstream.onNext(Unpooled.wrappedBuffer(out.take()));
            downstream.onComplete();
        }
    }
}
