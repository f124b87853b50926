package dev.caravan.acceptance.upstream;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * A provider that speaks TLS alone, on a free loopback port. In a realtime session it greets, echoes what it is sent, and answers
 * {@link #ASK} with what a response has used; any other request is answered with a chat.
 */
public final class TlsUpstream implements AutoCloseable {

    public static final String GREETING = "{\"type\":\"session.created\",\"session\":{\"type\":\"realtime\"}}";
    public static final String ASK = "{\"type\":\"response.create\"}";

    /** Source: OpenAI API reference, "Realtime server events", {@code response.done}. */
    public static final String DONE =
            """
            {"type":"response.done","response":{"id":"r","usage":{"total_tokens":30,"input_tokens":20,"output_tokens":10,
            "input_token_details":{"text_tokens":8,"audio_tokens":12,"cached_tokens":4},
            "output_token_details":{"text_tokens":4,"audio_tokens":6}}}}""";

    private static final int LONGEST_FRAME = 16 << 20;

    private final NioEventLoopGroup loop = new NioEventLoopGroup(1);
    private final List<HandshakeComplete> handshakes = new CopyOnWriteArrayList<>();
    private final Channel listener;

    private TlsUpstream(SslContext tls) {
        WebSocketServerProtocolConfig sockets = WebSocketServerProtocolConfig.newBuilder()
                .websocketPath("/v1/realtime")
                .checkStartsWith(true)
                .maxFramePayloadLength(LONGEST_FRAME)
                .build();
        listener = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(tls.newHandler(channel.alloc()))
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(64 * 1024))
                                .addLast(new WebSocketServerProtocolHandler(sockets))
                                .addLast(new Session())
                                .addLast(new Chat());
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    /**
     * @param certificate as PEM
     * @param privateKey its PKCS#8 key as PEM
     */
    public static TlsUpstream start(String certificate, String privateKey) throws SSLException {
        return new TlsUpstream(
                SslContextBuilder.forServer(pem(certificate), pem(privateKey)).build());
    }

    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** The sessions that it has opened, in their order. */
    public List<HandshakeComplete> handshakes() {
        return List.copyOf(handshakes);
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    private static ByteArrayInputStream pem(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    private final class Session extends SimpleChannelInboundHandler<WebSocketFrame> {

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
            if (event instanceof HandshakeComplete complete) {
                handshakes.add(complete);
                ctx.writeAndFlush(new TextWebSocketFrame(GREETING));
            }
            super.userEventTriggered(ctx, event);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
            boolean asked =
                    frame instanceof TextWebSocketFrame text && text.text().equals(ASK);
            ctx.writeAndFlush(asked ? new TextWebSocketFrame(DONE) : frame.retain());
        }

        /** A caller that does not trust it. */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    private static final class Chat extends SimpleChannelInboundHandler<FullHttpRequest> {

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
            ByteBuf body = Unpooled.wrappedBuffer(Goldens.bytes("openai/chat.json"));
            FullHttpResponse answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
            answer.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json");
            HttpUtil.setContentLength(answer, body.readableBytes());
            ctx.writeAndFlush(answer);
        }
    }
}
