package dev.caravan.processors.websocket;

import dev.caravan.processors.transport.InterimAnswers;
import dev.caravan.processors.websocket.SocketDial.Wish;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/** Asks for a WebSocket when the connection stands, and makes one of the connection when that is granted. */
final class UpstreamHandshake extends SimpleChannelInboundHandler<FullHttpResponse> {

    private static final int LONGEST_LINE = 4096;
    private static final int LONGEST_HEAD = 64 * 1024;
    private static final int LONGEST_ERROR = 1 << 20;

    private final HttpClientCodec codec = new HttpClientCodec(LONGEST_LINE, LONGEST_HEAD, LONGEST_HEAD);
    private final HttpObjectAggregator whole = new HttpObjectAggregator(LONGEST_ERROR);
    private final Wish wish;
    private final int maxFrame;
    private final MonoSink<UpstreamSocket> sink;
    private final String key = HandshakeKey.create();
    private @Nullable Channel channel;
    private boolean over;

    UpstreamHandshake(Wish wish, int maxFrame, MonoSink<UpstreamSocket> sink) {
        this.wish = wish;
        this.maxFrame = maxFrame;
        this.sink = sink;
    }

    /** Adds itself with what it needs. */
    void join(ChannelPipeline pipeline) {
        channel = pipeline.channel();
        pipeline.addLast(codec, new InterimAnswers(), whole, this);
    }

    /** Nobody waits for it any more. */
    void abandon() {
        over = true;
    }

    /** There will be no WebSocket, unless there is one. */
    void fail(Throwable why) {
        if (over) {
            return;
        }
        over = true;
        sink.error(why);
        if (channel != null) {
            channel.close();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.writeAndFlush(request());
    }

    private FullHttpRequest request() {
        URI uri = wish.uri();
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        FullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                HttpMethod.GET,
                uri.getRawQuery() == null ? path : path + '?' + uri.getRawQuery(),
                Unpooled.EMPTY_BUFFER);
        request.headers()
                .set(wish.headers())
                .set(HttpHeaderNames.HOST, uri.getRawAuthority())
                .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13")
                .set(HttpHeaderNames.SEC_WEBSOCKET_KEY, key);
        if (!wish.protocols().isEmpty()) {
            request.headers().set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, String.join(", ", wish.protocols()));
        }
        return request;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse response) {
        if (over) {
            return;
        }
        over = true;
        HttpHeaders headers = response.headers();
        boolean granted = response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)
                && headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                && HandshakeKey.accept(key).equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT));
        String protocol = headers.get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
        if (!granted || (protocol != null && !wish.protocols().contains(protocol))) {
            sink.error(new RefusedHandshake(
                    response.status().code(), headers.copy(), ByteBufUtil.getBytes(response.content())));
            ctx.close();
            return;
        }
        ctx.channel().config().setAutoRead(false);
        SocketEnd end = SocketEnd.on(ctx.channel(), false, maxFrame);
        ctx.pipeline().remove(this);
        // What the upstream has said behind its answer goes on to the handlers that were added.
        ctx.pipeline().remove(whole);
        ctx.pipeline().remove(InterimAnswers.class);
        ctx.pipeline().remove(codec);
        sink.success(new UpstreamSocket(end, headers.copy(), protocol));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(new IOException("closed before it answered"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause);
        ctx.close();
    }
}
