package dev.caravan.processors.websocket;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLParameters;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** Asks upstreams for WebSockets. Thread-safe. */
public final class SocketDial {

    private final SslContext tls;
    private final int maxFrame;

    /** @param tls what {@code https} upstreams are trusted by */
    public SocketDial(SslContext tls, int maxFrame) {
        this.tls = tls;
        this.maxFrame = maxFrame;
    }

    /**
     * What is asked for.
     *
     * @param uri an http or https URL, with its query
     * @param headers what goes along, credentials included; those of the handshake are added
     * @param protocols the subprotocols that are offered
     * @param connect how long the connection may take
     * @param answer how long the answer may take then
     */
    public record Wish(URI uri, HttpHeaders headers, List<String> protocols, Duration connect, Duration answer) {}

    /**
     * Connects, and asks.
     *
     * @param bootstrap of one event loop, with its resolver; the result is told on that loop
     * @return {@link RefusedHandshake} when the upstream answers with something else; cancelling it closes the connection
     */
    public Mono<UpstreamSocket> dial(Bootstrap bootstrap, Wish wish) {
        return Mono.create(sink -> connect(bootstrap, wish, sink));
    }

    private void connect(Bootstrap bootstrap, Wish wish, MonoSink<UpstreamSocket> sink) {
        URI uri = wish.uri();
        boolean secure = "https".equalsIgnoreCase(uri.getScheme());
        int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
        String host = uri.getHost();
        UpstreamHandshake handshake = new UpstreamHandshake(wish, maxFrame, sink);
        ChannelFuture connected = bootstrap
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        Math.min(Integer.MAX_VALUE, wish.connect().toMillis()))
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        if (secure) {
                            channel.pipeline().addLast(tls(channel, host, port));
                        }
                        handshake.join(channel.pipeline());
                    }
                })
                .connect(InetSocketAddress.createUnresolved(host, port));
        Channel channel = connected.channel();
        sink.onCancel(() -> {
            handshake.abandon();
            channel.close();
        });
        connected.addListener((ChannelFutureListener) done -> {
            if (done.isSuccess()) {
                Runnable giveUp = () -> handshake.fail(new TimeoutException());
                channel.eventLoop().schedule(giveUp, wish.answer().toNanos(), TimeUnit.NANOSECONDS);
            } else {
                handshake.fail(done.cause());
            }
        });
    }

    private SslHandler tls(SocketChannel channel, String host, int port) {
        SslHandler handler = tls.newHandler(channel.alloc(), host, port);
        SSLParameters parameters = handler.engine().getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        handler.engine().setSSLParameters(parameters);
        return handler;
    }
}
