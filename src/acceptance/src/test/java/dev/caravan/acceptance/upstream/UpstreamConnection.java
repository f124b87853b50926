package dev.caravan.acceptance.upstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One connection: records each request and has the upstream play its script. */
final class UpstreamConnection extends SimpleChannelInboundHandler<HttpObject> {

    private final RecordingUpstream upstream;
    private final AtomicReference<@Nullable RecordedCall> current = new AtomicReference<>();
    private @Nullable RequestRecorder incoming;

    UpstreamConnection(RecordingUpstream upstream) {
        this.upstream = upstream;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
        if (message instanceof HttpRequest request) {
            incoming = new RequestRecorder(request);
            if (upstream.uploadsHeld()) {
                context.channel().config().setAutoRead(false);
            }
        }
        RequestRecorder recorder = incoming;
        if (message instanceof HttpContent content && recorder != null) {
            recorder.take(content.content());
            upstream.received(content.content().readableBytes());
        }
        if (message instanceof LastHttpContent && recorder != null) {
            incoming = null;
            RecordedCall call = recorder.complete();
            current.set(call);
            upstream.play(context.channel(), call, () -> current.set(null));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        RecordedCall open = current.getAndSet(null);
        if (open != null) {
            open.left(System.nanoTime());
        }
        if (incoming != null) {
            upstream.uploadAborted();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
