package dev.caravan.processors.forms;

import dev.caravan.processors.call.RequestBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Operators;

/**
 * A form on its way through. Its head is held until the model is known, but no more than {@value #HEAD} bytes; a form that is
 * no longer than that is held as a whole, and can be sent more than once. The rest is handed on as it comes, and looked at on
 * the side: of what is handed on the last piece is held back as long as the form may still turn out to be refused, so that a
 * provider never has all of such a one. Confined to the call's event loop.
 */
public final class FormBody {

    /** The most bytes that are held. */
    static final int HEAD = 1 << 20;

    private final RequestBody body;
    private final FormScanner scanner;
    private final Source source = new Source();
    private final Deque<ByteBuf> arrived = new ArrayDeque<>();
    private final List<Consumer<@Nullable String>> checks = new ArrayList<>(2);

    private @Nullable MonoSink<Void> headReader;
    private @Nullable ByteBuf head;
    private @Nullable Sending sending;
    private long received;
    private boolean complete;
    private boolean closed;
    private boolean checked;
    private @Nullable Throwable failure;

    FormBody(RequestBody body, FormScanner scanner) {
        this.body = body;
        this.scanner = scanner;
    }

    /** Reads as much as is held. */
    Mono<Void> readHead() {
        return Mono.create(sink -> {
            headReader = sink;
            body.stream().subscribe(source);
        });
    }

    /** The model as the client wrote it; null as long as it has not come. */
    public @Nullable String model() {
        return scanner.model();
    }

    /** The value of {@code stream}, {@code n} or {@code user}; null as long as it has not come. */
    public @Nullable String field(String name) {
        return scanner.field(name);
    }

    /** Whether all of it is held: it can be sent more than once. */
    public boolean isWhole() {
        return complete && sending == null;
    }

    /** Whether the model may still come, behind what is held. */
    public boolean modelMayCome() {
        return scanner.model() == null && !scanner.isOver();
    }

    /**
     * Has the model looked at when it comes, while {@link #modelMayCome()}.
     *
     * @param check takes the model, or null when the form has none; a {@link dev.caravan.spi.GatewayError} that it throws ends
     *     the call before the provider has all of the form
     */
    public void whenNamed(Consumer<@Nullable String> check) {
        checks.add(check);
    }

    /**
     * All of it, when that {@link #isWhole()}.
     *
     * @param model what to write in the place of the client's model, where there is one; null to leave it
     * @return belongs to the caller, who releases it
     */
    public ByteBuf whole(@Nullable String model) {
        return rewritten(held(), model);
    }

    /** How many bytes {@link #send} sends; -1 when that is not known. */
    public long length(@Nullable String model) {
        long declared = body.declaredLength();
        if (declared < 0 || !rewrites(model)) {
            return declared;
        }
        return declared + bytes(model).length - (scanner.modelEnd() - scanner.modelStart());
    }

    /**
     * Hands it on, at the subscriber's pace. Each buffer belongs to the subscriber. Once only.
     *
     * @param model as for {@link #whole}
     */
    public Publisher<ByteBuf> send(@Nullable String model) {
        return subscriber -> {
            ByteBuf first = rewritten(held(), model);
            held().release();
            head = null;
            Sending begun = new Sending(Operators.toCoreSubscriber(subscriber), first);
            sending = begun;
            begun.start();
        };
    }

    /** Reads the rest and drops it, for an answer that does not need it. */
    public Mono<Void> drained() {
        return Flux.from(send(null)).doOnNext(ByteBuf::release).then();
    }

    /** The call is over: nothing is held any more. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        source.cancel();
        arrived.forEach(ByteBuf::release);
        arrived.clear();
        if (head != null) {
            head.release();
            head = null;
        }
        if (sending != null) {
            sending.drop();
        }
    }

    private ByteBuf held() {
        if (head == null) {
            throw new IllegalStateException("the form is not read, or sent already");
        }
        return head;
    }

    private boolean rewrites(@Nullable String model) {
        return model != null && scanner.model() != null && !model.equals(scanner.model());
    }

    /** The model may be read behind the head: then it is never rewritten. */
    private ByteBuf rewritten(ByteBuf held, @Nullable String model) {
        if (model == null || !rewrites(model)) {
            return held.retainedSlice();
        }
        int start = (int) scanner.modelStart();
        int end = (int) scanner.modelEnd();
        return Unpooled.wrappedBuffer(
                held.retainedSlice(0, start),
                Unpooled.wrappedBuffer(bytes(model)),
                held.retainedSlice(end, held.writerIndex() - end));
    }

    private static byte[] bytes(@Nullable String model) {
        return model == null ? new byte[0] : model.getBytes(StandardCharsets.UTF_8);
    }

    /** What comes from the client. */
    private final class Source implements CoreSubscriber<ByteBuf> {

        private @Nullable Subscription subscription;
        private boolean waits;

        @Override
        public void onSubscribe(Subscription s) {
            subscription = s;
            more();
        }

        void more() {
            if (!waits && subscription != null && !complete && !closed) {
                waits = true;
                subscription.request(1);
            }
        }

        void cancel() {
            if (subscription != null && !complete) {
                subscription.cancel();
            }
        }

        @Override
        public void onNext(ByteBuf piece) {
            waits = false;
            if (closed || failure != null) {
                piece.release();
                return;
            }
            received += piece.readableBytes();
            arrived.add(piece);
            try {
                scanner.sees(piece);
                check();
            } catch (RuntimeException e) {
                cancel();
                onError(e);
                return;
            }
            tell();
        }

        @Override
        public void onError(Throwable error) {
            if (!complete && failure == null) {
                failure = error;
                tell();
            }
        }

        @Override
        public void onComplete() {
            if (failure != null) {
                return;
            }
            try {
                scanner.ended();
                complete = true;
            } catch (RuntimeException e) {
                onError(e);
                return;
            }
            tell();
        }

        private void check() {
            if (sending != null && !checked && !modelMayCome()) {
                checked = true;
                checks.forEach(check -> check.accept(scanner.model()));
            }
        }

        private void tell() {
            MonoSink<Void> reader = headReader;
            if (sending != null) {
                sending.drain();
            } else if (reader != null) {
                if (failure != null) {
                    headReader = null;
                    reader.error(failure);
                } else if (complete || received >= HEAD || (scanner.model() != null && !fits())) {
                    headReader = null;
                    head = Unpooled.wrappedBuffer(Integer.MAX_VALUE, arrived.toArray(ByteBuf[]::new));
                    arrived.clear();
                    reader.success();
                } else {
                    more();
                }
            }
        }

        private boolean fits() {
            return body.declaredLength() >= 0 && body.declaredLength() <= HEAD;
        }
    }

    /** Hands on what is held, and what comes. */
    private final class Sending implements Subscription {

        private final CoreSubscriber<? super ByteBuf> subscriber;
        private @Nullable ByteBuf first;
        private long demand;
        private boolean draining;
        private boolean done;

        Sending(CoreSubscriber<? super ByteBuf> subscriber, ByteBuf first) {
            this.subscriber = subscriber;
            this.first = first;
        }

        void start() {
            subscriber.onSubscribe(this);
            drain();
        }

        @Override
        public void request(long n) {
            demand = Operators.addCap(demand, n);
            drain();
        }

        @Override
        public void cancel() {
            close();
        }

        void drop() {
            done = true;
            if (first != null) {
                first.release();
                first = null;
            }
        }

        void drain() {
            if (draining || done) {
                return;
            }
            draining = true;
            while (!done && failure == null && demand > 0 && hasNext()) {
                demand--;
                subscriber.onNext(next());
            }
            draining = false;
            if (done) {
                return;
            }
            if (failure != null) {
                Throwable error = failure;
                close();
                subscriber.onError(error);
            } else if (complete && first == null && arrived.isEmpty()) {
                done = true;
                subscriber.onComplete();
            } else if (demand > 0) {
                source.more();
            }
        }

        /** One piece is held back until it is known that the form may pass. */
        private boolean hasNext() {
            int pieces = arrived.size() + (first == null ? 0 : 1);
            return scanner.isOver() ? pieces > 0 : pieces > 1;
        }

        private ByteBuf next() {
            ByteBuf piece = first;
            if (piece != null) {
                first = null;
                return piece;
            }
            return arrived.remove();
        }
    }
}
