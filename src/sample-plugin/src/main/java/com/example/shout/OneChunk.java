package com.example.shout;

import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/** A body that comes in one piece when it is asked for. */
record OneChunk(ByteBuffer chunk) implements Flow.Publisher<ByteBuffer> {

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        AtomicBoolean over = new AtomicBoolean();
        subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {
                if (over.compareAndSet(false, true)) {
                    subscriber.onNext(chunk.duplicate());
                    subscriber.onComplete();
                }
            }

            @Override
            public void cancel() {
                over.set(true);
            }
        });
    }
}
