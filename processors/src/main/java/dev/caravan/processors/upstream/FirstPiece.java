package dev.caravan.processors.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
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
 * A body of which the first piece has come, or as much as was wanted: it can be looked at before anybody reads the body.
 * Confined to one event loop. Whoever gets it reads it or cancels it.
 */
public final class FirstPiece implements Publisher<ByteBuf> {

    /** How an error begins, as a stream's first event, in the dialects that have streams. */
    private static final Pattern ERROR = Pattern.compile(
            "(event: ?error\\b|(data: ?)?\\{\\s*\"(error\"|type\"\\s*:\\s*\"error\")).*", Pattern.DOTALL);

    private static final Pattern EVENT = Pattern.compile("\\s*(data|event|id|retry)?\\s*:");

    private static final int LOOKED_AT = 4096;

    private final Reader reader;

    private FirstPiece(Reader reader) {
        this.reader = reader;
    }

    /** Reads until the first piece is there, or the body has ended without one. */
    public static Mono<FirstPiece> of(Publisher<ByteBuf> body) {
        return of(body, 1);
    }

    /** Reads until that many bytes are there, or the body has ended. */
    static Mono<FirstPiece> of(Publisher<ByteBuf> body, int bytes) {
        return Mono.create(sink -> {
            Reader reader = new Reader(sink, bytes);
            sink.onCancel(reader::cancel);
            body.subscribe(reader);
        });
    }

    /** Whether the body is empty, or broke at once. */
    boolean isEmpty() {
        return reader.first == null;
    }

    /** Whether the body ended properly with what is there. */
    boolean isWhole() {
        return reader.complete && reader.failure == null;
    }

    /** The error event that the body begins with; null when it begins with something else. */
    @Nullable
    String error() {
        ByteBuf first = reader.first;
        if (first == null) {
            return null;
        }
        String start = start(first);
        return ERROR.matcher(start).matches() ? start : null;
    }

    /** Whether it begins as an event does. */
    boolean isEvent() {
        ByteBuf first = reader.first;
        return first != null && EVENT.matcher(start(first)).lookingAt();
    }

    /** Whether it begins as JSON of some content does. */
    boolean isJson() {
        ByteBuf first = reader.first;
        int at = first == null ? -1 : first.forEachByte(octet -> octet <= ' ' && octet >= 0);
        return first != null && at >= 0 && (first.getByte(at) == '{' || first.getByte(at) == '[');
    }

    private static String start(ByteBuf first) {
        int length = Math.min(LOOKED_AT, first.readableBytes());
        return first.toString(first.readerIndex(), length, StandardCharsets.UTF_8);
    }

    /** A copy of what is there. */
    byte[] bytes() {
        ByteBuf first = reader.first;
        if (first == null) {
            return new byte[0];
        }
        byte[] copy = new byte[first.readableBytes()];
        first.getBytes(first.readerIndex(), copy);
        return copy;
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuf> subscriber) {
        reader.readBy(Operators.toCoreSubscriber(subscriber));
    }

    private static final class Reader implements CoreSubscriber<ByteBuf>, Subscription {

        private final MonoSink<FirstPiece> sink;
        private final int wanted;
        private @Nullable Subscription upstream;
        private @Nullable CoreSubscriber<? super ByteBuf> downstream;
        private @Nullable ByteBuf first;
        private @Nullable CompositeByteBuf several;
        private @Nullable Throwable failure;
        private boolean told;
        private boolean complete;
        private boolean ended;
        private boolean cancelled;

        Reader(MonoSink<FirstPiece> sink, int wanted) {
            this.sink = sink;
            this.wanted = wanted;
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
                take(piece);
            }
        }

        private void take(ByteBuf piece) {
            ByteBuf known = first;
            if (known == null) {
                first = piece;
            } else {
                if (several == null) {
                    several = known.alloc().compositeBuffer(64).addComponent(true, known);
                }
                first = several.addComponent(true, piece);
            }
            if (first != null && first.readableBytes() >= wanted) {
                tell();
            } else if (upstream != null) {
                upstream.request(1);
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
