package dev.caravan.processors.guardrails;

import dev.caravan.spi.chat.StreamDecoder;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import reactor.core.publisher.Flux;

/** A stream that passes as it is, while guardrails that only watch look at it. One that cannot be read passes as well. */
final class WatchedStream implements Publisher<ByteBuf> {

    private final Publisher<ByteBuf> body;
    private final StreamDecoder decoder;
    private final GuardedEvents events;
    private final Inspection inspection;
    private boolean lost;

    /** @param events gets what the stream says; what it gives on goes nowhere */
    WatchedStream(Publisher<ByteBuf> body, StreamDecoder decoder, GuardedEvents events, Inspection inspection) {
        this.body = body;
        this.decoder = decoder;
        this.events = events;
        this.inspection = inspection;
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuf> subscriber) {
        Flux.from(body).doOnNext(this::look).doOnComplete(this::end).subscribe(subscriber);
    }

    private void look(ByteBuf piece) {
        watch(() -> {
            for (ByteBuffer bytes : piece.nioBuffers()) {
                decoder.decode(bytes, event -> events.filter(event, unused -> {}));
            }
        });
    }

    private void end() {
        watch(() -> decoder.end(event -> events.filter(event, unused -> {})));
    }

    private void watch(Runnable looking) {
        if (lost) {
            return;
        }
        try {
            looking.run();
        } catch (RuntimeException e) {
            lost = true;
            inspection.unreadable();
        }
    }
}
