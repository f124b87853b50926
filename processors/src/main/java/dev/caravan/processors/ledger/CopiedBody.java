package dev.caravan.processors.ledger;

import dev.caravan.processors.call.Answer;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;

/** An answer's body, untouched; what passes is copied, and the time of the first piece noted. */
final class CopiedBody implements Publisher<ByteBuf> {

    private final Answer answer;
    private final Recording recording;
    private final @Nullable BodyCopy copy;

    /** @param copy null where no copy is wanted */
    CopiedBody(Answer answer, Recording recording, @Nullable BodyCopy copy) {
        this.answer = answer;
        this.recording = recording;
        this.copy = copy;
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuf> subscriber) {
        answer.body().subscribe(new Copier(Operators.toCoreSubscriber(subscriber)));
    }

    private final class Copier implements CoreSubscriber<ByteBuf> {

        private final CoreSubscriber<? super ByteBuf> downstream;
        private boolean begun;

        Copier(CoreSubscriber<? super ByteBuf> downstream) {
            this.downstream = downstream;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            downstream.onSubscribe(subscription);
        }

        @Override
        public void onNext(ByteBuf piece) {
            if (!begun) {
                begun = true;
                recording.firstPiece(System.nanoTime());
            }
            if (copy != null) {
                copy.add(piece);
            }
            downstream.onNext(piece);
        }

        @Override
        public void onError(Throwable failure) {
            downstream.onError(failure);
        }

        @Override
        public void onComplete() {
            downstream.onComplete();
        }
    }
}
