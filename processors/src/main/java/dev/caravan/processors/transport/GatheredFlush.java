package dev.caravan.processors.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Hands what was written to the system at the end of the event loop's turn, once, however often it was flushed meanwhile. So
 * the pieces of one channel go out together; and so do those of all channels that had work in this turn, which saves their
 * readers from being woken for each. Nothing waits for another turn. One for each channel.
 */
public final class GatheredFlush extends ChannelOutboundHandlerAdapter {

    private boolean planned;

    @Override
    public void flush(ChannelHandlerContext ctx) {
        if (!planned) {
            planned = true;
            ctx.executor().execute(() -> flushNow(ctx));
        }
    }

    @Override
    public void disconnect(ChannelHandlerContext ctx, ChannelPromise promise) {
        flushNow(ctx);
        ctx.disconnect(promise);
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        flushNow(ctx);
        ctx.close(promise);
    }

    @Override
    public void deregister(ChannelHandlerContext ctx, ChannelPromise promise) {
        flushNow(ctx);
        ctx.deregister(promise);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        flushNow(ctx);
    }

    private void flushNow(ChannelHandlerContext ctx) {
        if (planned) {
            planned = false;
            ctx.flush();
        }
    }
}
