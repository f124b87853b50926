package dev.caravan.acceptance.system;

import dev.caravan.acceptance.gateway.GatewayProcess;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Many connections, opened beforehand, on each of which one call is sent at the same moment. */
final class CallBurst implements AutoCloseable {

    private static final byte[] BODY =
            Requests.HELLO.replace("gpt-4o-mini", "echo/echo-1").getBytes(StandardCharsets.US_ASCII);
    private static final int PATIENCE_SECONDS = 120;

    private final NioEventLoopGroup loops = new NioEventLoopGroup(1);
    private final List<Channel> channels = new ArrayList<>();
    private final BlockingQueue<Integer> statuses = new LinkedBlockingQueue<>();

    /**
     * What came of a burst.
     *
     * @param statuses of all answers
     * @param elapsed from before the first call to after the last answer
     */
    record Outcome(List<Integer> statuses, Duration elapsed) {

        long passed() {
            return statuses.stream().filter(status -> status == 200).count();
        }

        long refused() {
            return statuses.stream().filter(status -> status == 429).count();
        }
    }

    /** @param connections how many to all nodes together; they take turns */
    static CallBurst open(int connections, List<GatewayProcess> nodes) {
        CallBurst burst = new CallBurst();
        Bootstrap bootstrap = new Bootstrap()
                .group(burst.loops)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(new HttpClientCodec())
                                .addLast(new HttpObjectAggregator(64 * 1024))
                                .addLast(burst.new Reader());
                    }
                });
        for (int i = 0; i < connections; i++) {
            ChannelFuture connected =
                    bootstrap.connect("127.0.0.1", nodes.get(i % nodes.size()).port());
            burst.channels.add(connected.syncUninterruptibly().channel());
        }
        return burst;
    }

    /** Sends a call on every connection and waits for all answers. */
    Outcome fire(String key) throws InterruptedException {
        long before = System.nanoTime();
        for (Channel channel : channels) {
            channel.writeAndFlush(call(key));
        }
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < channels.size(); i++) {
            Integer status = statuses.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (status == null) {
                throw new AssertionError("only " + i + " of " + channels.size() + " calls were answered");
            }
            answers.add(status);
        }
        return new Outcome(answers, Duration.ofNanos(System.nanoTime() - before));
    }

    @Override
    public void close() {
        channels.forEach(Channel::close);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private static FullHttpRequest call(String key) {
        FullHttpRequest call = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.POST, Requests.CHAT, Unpooled.wrappedBuffer(BODY));
        call.headers()
                .set(HttpHeaderNames.HOST, "gateway")
                .set(HttpHeaderNames.AUTHORIZATION, "Bearer " + key)
                .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .setInt(HttpHeaderNames.CONTENT_LENGTH, BODY.length);
        return call;
    }

    private final class Reader extends SimpleChannelInboundHandler<FullHttpResponse> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse answer) {
            statuses.add(answer.status().code());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            statuses.add(0);
            context.close();
        }
    }
}
