package dev.caravan.processors.upstream;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Operators;

/**
 * A body whose first piece has come: it can be looked at before anybody reads the body. Confined to one event loop. Whoever
 * gets it reads it or cancels it.
 */
public final class FirstPiece implements Publisher<ByteBuf> {

    /** How an error begins, as a stream's first event, in the dialects that have streams. */
    private static final Pattern ERROR = Pattern.compile(
            "(event: ?error\\b|(data: ?)?\\{\\s*\"(error\"|type\"\\s*:\\s*\"error\")).*", Pattern.DOTALL);

    private static final int LOOKED_AT = 64;

    private final Reader reader;

    private FirstPiece(Reader reader) {
        this.reader = reader;
    }

    /** Reads until the first piece is there, or the body has ended without one. */
    public static Mono<FirstPiece> of(Publisher<ByteBuf> body) {
        return Mono.create(sink -> {
            Reader reader = new Reader(sink);
            sink.onCancel(reader::cancel);
            body.subscribe(reader);
        });
    }

    /** Whether the body is empty, broke at once, or begins with an error. */
    boolean isError() {
        ByteBuf first = reader.first;
        if (first == null) {
            return true;
        }
        int length = Math.min(LOOKED_AT, first.readableBytes());
        String start = first.toString(first.readerIndex(), length, StandardCharsets.UTF_8);
        return ERROR.matcher(start).matches();
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuf> subscriber) {
        reader.readBy(Operators.toCoreSubscriber(subscriber));
    }

    private static final class Reader implements CoreSubscriber<ByteBuf>, Subscription {

        private final MonoSink<FirstPiece> sink;
        private @Nullable Subscription upstream;
        private @Nullable CoreSubscriber<? super ByteBuf> downstream;
        private @Nullable ByteBuf first;
        private @Nullable Throwable failure;
        private boolean told;
        private boolean complete;
        private boolean ended;
        private boolean cancelled;

        Reader(MonoSink<FirstPiece> sink) {
            this.sink = sink;
        }

        @Override
        public void onSubscribe(Subscription s) {
            upstream = s;
            s.request(1);
        }

        @Override
        public void onNext(ByteBuf piece) {
            if (cancelled) {
                piece.release();
            } else if (downstream != null) {
                downstream.onNext(piece);
            } else {
                first = piece;
                tell();
            }
        }

        @Override
        public void onError(Throwable error) {
            failure = error;
            complete = true;
            if (downstream != null && first == null) {
                end(downstream);
            }
            tell();
        }

        @Override
        public void onComplete() {
            complete = true;
            if (downstream != null && first == null) {
                end(downstream);
            }
            tell();
        }

        private void tell() {
            if (!told) {
                told = true;
                sink.success(new FirstPiece(this));
            }
        }

        void readBy(CoreSubscriber<? super ByteBuf> subscriber) {
            downstream = subscriber;
            subscriber.onSubscribe(this);
            if (first == null && complete && !cancelled) {
                end(subscriber);
            }
        }

        @Override
        public void request(long n) {
            long more = n;
            ByteBuf piece = first;
            if (piece != null && downstream != null) {
                first = null;
                downstream.onNext(piece);
                more--;
                if (complete && !cancelled) {
                    end(downstream);
                    return;
                }
            }
            if (more > 0 && upstream != null && !complete) {
                upstream.request(more);
            }
        }

        /** Told once: a reader may ask for more while it is told of its subscription. */
        private void end(CoreSubscriber<? super ByteBuf> subscriber) {
            if (ended) {
                return;
            }
            ended = true;
            if (failure == null) {
                subscriber.onComplete();
            } else {
                subscriber.onError(failure);
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            if (first != null) {
                first.release();
                first = null;
            }
            if (upstream != null) {
                upstream.cancel();
            }
        }
    }
}
