package dev.caravan.gateway.edge;

import dev.caravan.processors.call.RequestIds;
import dev.caravan.processors.call.Upgrade;
import dev.caravan.processors.dialect.ErrorDialect;
import dev.caravan.processors.dialect.ErrorDialects;
import dev.caravan.spi.GatewayError;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Walks one connection through its calls, one at a time: a pipelined request waits until the answer before it is written.
 * Reads from the socket only what is wanted: the next request, more of a body that somebody asked for, or one read ahead to
 * see the client leave. Confined to the connection's event loop.
 */
final class EdgeConnection extends ChannelInboundHandlerAdapter {

    /** How long a client may go on sending a body that nobody wants before the connection is cut. */
    private static final Duration LINGER = Duration.ofSeconds(10);

    private final Edge edge;
    private final StrictRequestDecoder decoder;
    private final Deque<HttpObject> inbox = new ArrayDeque<>(4);

    private @Nullable ChannelHandlerContext ctx;
    private @Nullable CallInFlight current;
    private boolean advancing;
    private boolean readPending;
    private boolean closing;
    private long lastProgress;

    EdgeConnection(Edge edge, StrictRequestDecoder decoder) {
        this.edge = edge;
        this.decoder = decoder;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        edge.opened(context.channel());
        lastProgress = System.nanoTime();
        watch(edge.options().requestHead());
        readMore();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (closing) {
            ReferenceCountUtil.release(message);
        } else {
            inbox.add((HttpObject) message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        readPending = false;
        lastProgress = System.nanoTime();
        advance();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (current != null) {
            current.resume();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closing = true;
        if (current != null) {
            current.abort();
        }
        inbox.forEach(ReferenceCountUtil::release);
        inbox.clear();
    }

    /** A connection that failed is closed; what it was doing learns of it by {@link #channelInactive}. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    /** The call has ended and left the connection to the next one. */
    void callEnded(boolean reusable, boolean bodyRead) {
        current = null;
        lastProgress = System.nanoTime();
        if (reusable && bodyRead && !closing && !edge.draining()) {
            advance();
        } else {
            close(bodyRead);
        }
    }

    /** The connection speaks another protocol from now on, by the handlers that it is given; this one leaves it. */
    void handOver(Upgrade next) {
        ChannelHandlerContext context = context();
        closing = true;
        boolean tooEarly = !inbox.isEmpty();
        inbox.forEach(ReferenceCountUtil::release);
        inbox.clear();
        ChannelPipeline pipeline = context.pipeline();
        pipeline.remove(HttpResponseEncoder.class);
        next.takeOver(context.channel());
        pipeline.remove(this);
        // What has come behind the request goes on to the handlers that were added.
        pipeline.remove(decoder);
        if (tooEarly) {
            context.channel().close();
        }
    }

    /** Asks the socket for more, when that is wanted and not under way. */
    void readMore() {
        if (readPending || closing || ctx == null) {
            return;
        }
        boolean wanted = current == null || current.wantsBody() || (current.bodyRead() && inbox.isEmpty());
        if (wanted) {
            readPending = true;
            ctx.read();
        }
    }

    private void advance() {
        if (advancing) {
            return;
        }
        advancing = true;
        while (!closing && !inbox.isEmpty()) {
            if (current == null) {
                HttpObject head = inbox.poll();
                if (head instanceof HttpRequest request) {
                    begin(request);
                } else {
                    ReferenceCountUtil.release(head);
                }
            } else if (current.bodyRead()) {
                break;
            } else {
                current.offer((HttpContent) inbox.poll());
            }
        }
        advancing = false;
        readMore();
    }

    private void begin(HttpRequest request) {
        ChannelHandlerContext context = context();
        GatewayError fault = BadRequests.fault(request);
        CallInFlight call = new CallInFlight(edge, this, context, request);
        current = call;
        while (inbox.peek() instanceof HttpContent content && !call.bodyRead()) {
            inbox.poll();
            call.offer(content);
        }
        if (fault == null) {
            call.dispatch();
        } else {
            call.refuseMalformed(fault);
        }
    }

    private void close(boolean bodyRead) {
        closing = true;
        ChannelHandlerContext context = context();
        inbox.forEach(ReferenceCountUtil::release);
        inbox.clear();
        boolean tls = context.pipeline().get(SslHandler.class) != null;
        if (bodyRead || tls || !(context.channel() instanceof DuplexChannel channel) || !channel.isActive()) {
            context.close();
            return;
        }
        // A client that is still sending would see a reset instead of the answer, were the socket closed under it.
        channel.shutdownOutput();
        channel.config().setAutoRead(true);
        context.executor().schedule(() -> context.close(), LINGER.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void watch(Duration delay) {
        context().executor().schedule(this::checkProgress, Math.max(1, delay.toMillis()), TimeUnit.MILLISECONDS);
    }

    private void checkProgress() {
        if (!context().channel().isActive() || closing) {
            return;
        }
        EdgeOptions options = edge.options();
        long now = System.nanoTime();
        Duration allowed;
        long since = lastProgress;
        if (current != null && current.wantsBody()) {
            allowed = options.requestIdle();
        } else if (current != null) {
            watch(min(options.requestIdle(), options.requestHead()));
            return;
        } else if (decoder.headStarted() != 0) {
            allowed = options.requestHead();
            since = decoder.headStarted();
        } else {
            allowed = options.keepAlive();
        }
        long left = allowed.toNanos() - (now - since);
        if (left > 0) {
            watch(min(Duration.ofNanos(left).plusMillis(1), min(options.requestHead(), options.requestIdle())));
        } else if (current != null) {
            current.failBody(GatewayError.of(408, "request_timeout", "The request's body did not arrive in time."));
        } else if (decoder.headStarted() != 0) {
            refuseHead(GatewayError.of(408, "request_timeout", "The request's head did not arrive in time."));
        } else {
            closing = true;
            context().close();
        }
    }

    private void refuseHead(GatewayError error) {
        closing = true;
        ErrorDialect dialect = ErrorDialects.OPENAI;
        byte[] body = dialect.body(error, RequestIds.next());
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(error.status()), Unpooled.wrappedBuffer(body));
        response.headers().set("content-type", "application/json").setInt("content-length", body.length);
        response.headers().set("connection", "close");
        context().writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    private ChannelHandlerContext context() {
        if (ctx == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return ctx;
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
