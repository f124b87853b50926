package dev.caravan.gateway.edge;

import dev.caravan.processors.call.Answer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/**
 * Writes an answer's body to the connection at the pace that the client reads: one piece is asked for while the connection
 * takes more, and the rest when it does again. Each piece is flushed, so no event waits for the next one; only the last piece
 * of a declared length waits for the body's end, which comes with it. Confined to the connection's event loop.
 */
final class AnswerWriter implements CoreSubscriber<ByteBuf> {

    /** Is told how the body ended. */
    interface Listener {

        /**
         * The whole body has come, and the client does not have the last of it yet: what the call holds is given back now, so
         * that the client's next call finds it. {@link #written} or {@link #broken} follows.
         */
        void complete();

        /** All was written and flushed. */
        void written();

        /** The body broke; the connection cannot be used any more. */
        void broken(Throwable cause);
    }

    private final ChannelHandlerContext ctx;
    private final Listener listener;
    private final boolean bodyless;

    private @Nullable Subscription subscription;
    private boolean asked;
    private boolean done;
    private long bytes;
    private long declared = -1;

    /** @param bodyless whether the body must not be sent: the answer to a HEAD request */
    AnswerWriter(ChannelHandlerContext ctx, Listener listener, boolean bodyless) {
        this.ctx = ctx;
        this.listener = listener;
        this.bodyless = bodyless;
    }

    void start(Answer answer) {
        declared = answer.declaredLength();
        answer.body().subscribe(this);
    }

    /** How much of the body was handed to the connection. */
    long bytes() {
        return bytes;
    }

    /** The connection takes more again. */
    void resume() {
        askForMore();
    }

    /** The client is gone: the source of the body is told at once. */
    void cancel() {
        if (!done) {
            done = true;
            if (subscription != null) {
                subscription.cancel();
            }
        }
    }

    @Override
    public void onSubscribe(Subscription s) {
        subscription = s;
        if (done) {
            s.cancel();
        } else if (bodyless) {
            s.cancel();
            onComplete();
        } else {
            askForMore();
            if (!done && bytes == 0) {
                // The head does not wait for a body that is still to come.
                ctx.flush();
            }
        }
    }

    @Override
    public void onNext(ByteBuf piece) {
        if (!ctx.executor().inEventLoop()) {
            ctx.executor().execute(() -> onNext(piece));
            return;
        }
        if (done) {
            piece.release();
            return;
        }
        asked = false;
        bytes += piece.readableBytes();
        ctx.write(new DefaultHttpContent(piece), ctx.voidPromise());
        if (bytes != declared) {
            ctx.flush();
        }
        askForMore();
    }

    @Override
    public void onComplete() {
        if (!ctx.executor().inEventLoop()) {
            ctx.executor().execute(this::onComplete);
            return;
        }
        if (done) {
            return;
        }
        done = true;
        listener.complete();
        ChannelFuture last = ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        if (last.isDone()) {
            ended(last);
        } else {
            last.addListener((ChannelFutureListener) this::ended);
        }
    }

    @Override
    public void onError(Throwable cause) {
        if (!ctx.executor().inEventLoop()) {
            ctx.executor().execute(() -> onError(cause));
            return;
        }
        if (!done) {
            done = true;
            listener.broken(cause);
        }
    }

    private void ended(ChannelFuture last) {
        if (last.isSuccess()) {
            listener.written();
        } else {
            listener.broken(last.cause());
        }
    }

    private void askForMore() {
        if (!asked
                && !done
                && subscription != null
                && (bytes == declared || ctx.channel().isWritable())) {
            asked = true;
            subscription.request(1);
        }
    }
}
