package dev.caravan.gateway;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A provider of WebSockets. It echoes what it is sent, but for words that it knows: {@code bye} closes with 4001, {@code die} drops
 * the connection, {@code many} floods, and what {@link #answers} tells. A handshake for the model {@code refused} is answered 401.
 */
final class SocketUpstream implements AutoCloseable {

    static final String REFUSAL = "{\"error\":{\"message\":\"no such model\",\"code\":\"upstream_refusal\"}}";
    private static final int MOST = 64 << 20;

    private final NioEventLoopGroup loop = new NioEventLoopGroup(1);
    private final Channel server;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<FullHttpRequest> handshakes = new CopyOnWriteArrayList<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();

    SocketUpstream() {
        server = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec(), new HttpObjectAggregator(65536), new Handshake());
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    String url() {
        return "http://127.0.0.1:" + ((InetSocketAddress) server.localAddress()).getPort() + "/v1";
    }

    /** What it says to that text. */
    void answers(String text, String answer) {
        answers.put(text, answer);
    }

    /** What it was asked for; the contents are gone. */
    List<FullHttpRequest> handshakes() {
        return handshakes;
    }

    /** Pings as {@code ping}, closings as {@code close 1000 reason}, dropped connections as {@code gone}. */
    List<String> heard() {
        return heard;
    }

    @Override
    public void close() {
        server.close().syncUninterruptibly();
        loop.shutdownGracefully(0, 2, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Handshake extends SimpleChannelInboundHandler<FullHttpRequest> {

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
            handshakes.add(new io.netty.handler.codec.http.DefaultFullHttpRequest(
                    request.protocolVersion(),
                    request.method(),
                    request.uri(),
                    Unpooled.EMPTY_BUFFER,
                    request.headers().copy(),
                    request.trailingHeaders().copy()));
            if (request.uri().contains("model=refused")) {
                byte[] body = REFUSAL.getBytes(StandardCharsets.UTF_8);
                DefaultFullHttpResponse response = new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.UNAUTHORIZED, Unpooled.wrappedBuffer(body));
                response.headers().set("content-type", "application/json").setInt("content-length", body.length);
                ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
                return;
            }
            if (request.uri().contains("model=silent")) {
                return;
            }
            WebSocketServerHandshaker handshaker =
                    new WebSocketServerHandshakerFactory("", "realtime", false, MOST).newHandshaker(request);
            handshaker.handshake(ctx.channel(), request);
            ctx.pipeline().replace(this, "session", new Session());
            if (request.uri().contains("greet=true")) {
                ctx.channel().writeAndFlush(new TextWebSocketFrame("{\"type\":\"session.created\"}"));
            }
        }
    }

    private final class Session extends SimpleChannelInboundHandler<WebSocketFrame> {

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
            if (frame instanceof CloseWebSocketFrame close) {
                heard.add("close " + close.statusCode() + " " + close.reasonText());
                ctx.writeAndFlush(new CloseWebSocketFrame(
                                close.statusCode() < 0 ? 1000 : close.statusCode(), close.reasonText()))
                        .addListener(ChannelFutureListener.CLOSE);
            } else if (frame instanceof PingWebSocketFrame) {
                heard.add("ping");
                ctx.writeAndFlush(new PongWebSocketFrame(frame.content().retain()));
            } else if (frame instanceof TextWebSocketFrame text && frame.isFinalFragment()) {
                say(ctx, text.text());
            } else if (!(frame instanceof PongWebSocketFrame)) {
                ctx.writeAndFlush(frame.retain());
            }
        }

        private void say(ChannelHandlerContext ctx, String text) {
            switch (text) {
                case "bye" -> ctx.writeAndFlush(new CloseWebSocketFrame(4001, "enough"));
                case "die" -> ctx.close();
                case "many" -> {
                    for (int i = 0; i < 200; i++) {
                        ctx.write(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[256 * 1024])));
                    }
                    ctx.writeAndFlush(new TextWebSocketFrame("that was it"));
                }
                default -> ctx.writeAndFlush(new TextWebSocketFrame(answers.getOrDefault(text, text)));
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            heard.add("gone");
        }
    }
}
