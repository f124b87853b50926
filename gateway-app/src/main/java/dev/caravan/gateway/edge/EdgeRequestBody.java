package dev.caravan.gateway.edge;

import dev.caravan.processors.call.CallClock;
import dev.caravan.processors.call.RequestBody;
import dev.caravan.spi.GatewayError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Operators;

/**
 * A request's body as the connection delivers it. What arrives before anybody asks is kept; more is read from the socket only
 * while somebody wants it. Confined to the connection's event loop.
 */
final class EdgeRequestBody implements RequestBody {

    private final ChannelHandlerContext ctx;
    private final long declaredLength;
    private final CallClock clock;
    private final Runnable readMore;
    private final Deque<ByteBuf> arrived = new ArrayDeque<>(2);

    private long received;
    private boolean complete;
    private @Nullable GatewayError failure;
    private @Nullable ByteBuf whole;
    private @Nullable WholeReader wholeReader;
    private @Nullable StreamReader streamReader;

    /**
     * @param declaredLength the Content-Length, or -1 for a chunked body
     * @param readMore called when more of the body is wanted from the socket
     */
    EdgeRequestBody(ChannelHandlerContext ctx, long declaredLength, CallClock clock, Runnable readMore) {
        this.ctx = ctx;
        this.declaredLength = declaredLength;
        this.clock = clock;
        this.readMore = readMore;
    }

    /** Takes the next piece from the connection, and its ownership. */
    void offer(HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        boolean broken = content.decoderResult().isFailure();
        ByteBuf bytes = content.content();
        if (bytes.isReadable() && failure == null && !broken) {
            arrived.add(bytes);
            received += bytes.readableBytes();
        } else {
            bytes.release();
        }
        if (broken) {
            fail(GatewayError.badRequest("invalid_body", "The request's body is not framed as HTTP/1.1 demands."));
        }
        complete |= last;
        deliver();
    }

    /** Ends the body: whoever waits for more of it gets that error. */
    void fail(GatewayError error) {
        if (failure == null && !complete) {
            failure = error;
            deliver();
        }
    }

    boolean complete() {
        return complete;
    }

    boolean failed() {
        return failure != null;
    }

    /** Whether more is to be read from the socket. */
    boolean wantsMore() {
        if (complete || failure != null) {
            return false;
        }
        return wholeReader != null || (streamReader != null && streamReader.starved());
    }

    /** Frees what was not handed on. */
    void release() {
        arrived.forEach(ByteBuf::release);
        arrived.clear();
        if (whole != null) {
            whole.release();
            whole = null;
        }
    }

    @Override
    public long declaredLength() {
        return declaredLength;
    }

    @Override
    public Mono<ByteBuf> whole(long limit) {
        if (whole != null) {
            return Mono.just(whole);
        }
        if (declaredLength > limit) {
            return Mono.error(tooLarge(limit));
        }
        if (failure != null) {
            return Mono.error(failure);
        }
        if (complete) {
            ByteBuf joined = join();
            return joined.readableBytes() > limit ? Mono.error(tooLarge(limit)) : Mono.just(joined);
        }
        return Mono.create(sink -> {
            wholeReader = new WholeReader(limit, sink, System.nanoTime());
            wholeReader.advance();
            readMore.run();
        });
    }

    @Override
    public Flux<ByteBuf> stream() {
        return Flux.from(subscriber -> {
            streamReader = new StreamReader(Operators.toCoreSubscriber(subscriber));
            streamReader.start();
        });
    }

    private void deliver() {
        if (wholeReader != null) {
            wholeReader.advance();
        } else if (streamReader != null) {
            streamReader.drain();
        }
    }

    private ByteBuf join() {
        if (arrived.size() <= 1) {
            ByteBuf only = arrived.poll();
            whole = only == null ? Unpooled.EMPTY_BUFFER : only;
        } else {
            CompositeByteBuf joined = ctx.alloc().compositeBuffer(Integer.MAX_VALUE);
            arrived.forEach(piece -> joined.addComponent(true, piece));
            arrived.clear();
            whole = joined;
        }
        return whole;
    }

    private static GatewayError tooLarge(long limit) {
        return GatewayError.of(
                413, "request_too_large", "The request's body is larger than the limit of %d bytes.", limit);
    }

    /** Waits until all has arrived. */
    private final class WholeReader {

        private final long limit;
        private final MonoSink<ByteBuf> sink;
        private final long since;

        WholeReader(long limit, MonoSink<ByteBuf> sink, long since) {
            this.limit = limit;
            this.sink = sink;
            this.since = since;
        }

        void advance() {
            if (failure == null && received > limit) {
                finish();
                failure = tooLarge(limit);
                sink.error(failure);
            } else if (failure != null) {
                finish();
                sink.error(failure);
            } else if (complete) {
                finish();
                sink.success(join());
            }
        }

        private void finish() {
            wholeReader = null;
            clock.waitedForBody(System.nanoTime() - since);
        }
    }

    /** Hands on what arrives at the subscriber's pace. */
    private final class StreamReader implements Subscription {

        private final CoreSubscriber<? super ByteBuf> subscriber;
        private long demand;
        private boolean draining;
        private boolean done;

        StreamReader(CoreSubscriber<? super ByteBuf> subscriber) {
            this.subscriber = subscriber;
        }

        void start() {
            subscriber.onSubscribe(this);
            drain();
        }

        boolean starved() {
            return !done && demand > 0 && arrived.isEmpty();
        }

        @Override
        public void request(long n) {
            if (ctx.executor().inEventLoop()) {
                demand = Operators.addCap(demand, n);
                drain();
            } else {
                ctx.executor().execute(() -> request(n));
            }
        }

        @Override
        public void cancel() {
            done = true;
        }

        void drain() {
            if (draining || done) {
                return;
            }
            draining = true;
            while (!done && demand > 0 && !arrived.isEmpty()) {
                demand--;
                subscriber.onNext(arrived.poll());
            }
            draining = false;
            if (done || !arrived.isEmpty()) {
                return;
            }
            if (failure != null) {
                done = true;
                subscriber.onError(failure);
            } else if (complete) {
                done = true;
                subscriber.onComplete();
            } else if (demand > 0) {
                readMore.run();
            }
        }
    }
}
