package dev.caravan.gateway.edge;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallClock;
import dev.caravan.processors.call.CallRequest;
import dev.caravan.processors.call.RequestIds;
import dev.caravan.processors.call.Upgrade;
import dev.caravan.processors.dialect.ErrorDialect;
import dev.caravan.processors.dialect.ErrorDialects;
import dev.caravan.processors.ledger.Recording;
import dev.caravan.processors.limits.RateLimitHeaders;
import dev.caravan.processors.routing.Target;
import dev.caravan.spi.GatewayError;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.net.InetSocketAddress;
import java.util.Map;
import org.apache.camel.component.netty.http.NettyHttpConsumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One call on its connection: from the request's head to the last byte of the answer. It ends exactly once, however it goes:
 * then its body is freed, what its steps hold is given back, its route let go, and the observers are told.
 */
final class CallInFlight implements AnswerWriter.Listener {

    private static final AsciiString REQUEST_ID = AsciiString.cached("x-ingate-request-id");
    private static final AsciiString OVERHEAD = AsciiString.cached("x-ingate-overhead-ms");
    private static final AsciiString SERVED_BY = AsciiString.cached("x-ingate-served-by");
    private static final long UNKNOWN_LENGTH = -1;

    private final Edge edge;
    private final EdgeConnection connection;
    private final ChannelHandlerContext ctx;
    private final HttpRequest head;
    private final Call call;
    private final EdgeRequestBody body;
    private final AnswerWriter writer;
    private final boolean continueExpected;

    private @Nullable ServingRoutes routes;
    private boolean keepAlive;
    private boolean continued;
    private boolean routeRunning;
    private boolean clientGone;
    private boolean ended;
    private @Nullable Upgrade upgrade;
    private int status;
    private String errorCode = "";
    private long overheadNanos;

    CallInFlight(Edge edge, EdgeConnection connection, ChannelHandlerContext ctx, HttpRequest head) {
        this.edge = edge;
        this.connection = connection;
        this.ctx = ctx;
        this.head = head;
        this.keepAlive = HttpUtil.isKeepAlive(head);
        this.continueExpected = HttpUtil.is100ContinueExpected(head);
        CallClock clock = new CallClock(System.nanoTime());
        this.body = new EdgeRequestBody(ctx, declaredLength(head), clock, this::wantBody);
        CallRequest request = request(head, ctx);
        ErrorDialect dialect = ErrorDialects.of(request.path(), request.headers());
        this.call = new Call(RequestIds.next(), ctx.executor(), request, body, dialect, clock);
        this.writer = new AnswerWriter(ctx, this, request.method().equals("HEAD"));
    }

    boolean bodyRead() {
        return body.complete();
    }

    boolean wantsBody() {
        return body.wantsMore();
    }

    void offer(HttpContent content) {
        body.offer(content);
    }

    void failBody(GatewayError error) {
        keepAlive = false;
        body.fail(error);
    }

    /** The connection takes more of the answer. */
    void resume() {
        writer.resume();
    }

    /** Finds the route and starts it. */
    void dispatch() {
        ServingRoutes serving = edge.enterRoutes();
        routes = serving;
        CallRequest request = call.request();
        RouteTable.Found<NettyHttpConsumer> found = serving.table().find(request.method(), request.path());
        if (found instanceof RouteTable.Match<NettyHttpConsumer> match) {
            call.entered(match.route().pattern(), match.variables());
            routeRunning = true;
            RouteRun.start(match.route().target(), call, this::routeEnded);
        } else if (found instanceof RouteTable.WrongMethod<NettyHttpConsumer> wrong) {
            refuseMethod(String.join(", ", wrong.allowed()));
        } else {
            refuse(GatewayError.of(
                    404, "unknown_url", "Unknown request URL: %s %s.", request.method(), request.path()));
        }
    }

    /** Answers with an error, and lets the connection go: where the next request begins cannot be known. */
    void refuseMalformed(GatewayError error) {
        keepAlive = false;
        refuse(error);
    }

    /** Answers with an error. */
    void refuse(GatewayError error) {
        errorCode = error.code();
        ErrorDialect dialect = call.errorDialect();
        Answer answer = Answer.json(dialect.status(error), dialect.body(error, call.id()));
        if (error.retryAfter() != null) {
            long seconds = Math.max(1, (error.retryAfter().toMillis() + 999) / 1000);
            answer.headers().set("retry-after", Long.toString(seconds));
        }
        answer.headers().set(dialect.requestIdHeader(), call.id());
        write(answer);
    }

    /** The client has left: upstream and body are let go at once. */
    void abort() {
        clientGone = true;
        body.fail(GatewayError.of(499, "client_gone", "The client closed the connection."));
        writer.cancel();
        call.abort();
        if (!routeRunning) {
            end(CallEnd.Outcome.CLIENT_GONE);
        }
    }

    @Override
    public void complete() {
        call.end();
    }

    @Override
    public void written() {
        end(CallEnd.Outcome.COMPLETE);
    }

    @Override
    public void broken(Throwable cause) {
        // The head is out: a cut connection is the only way left to tell the client that this is not all.
        keepAlive = false;
        end(CallEnd.Outcome.BROKEN);
        ctx.close();
    }

    private void routeEnded(@Nullable Answer answer, @Nullable GatewayError error) {
        if (!ctx.executor().inEventLoop()) {
            ctx.executor().execute(() -> routeEnded(answer, error));
            return;
        }
        routeRunning = false;
        if (clientGone) {
            discard(answer == null ? call.answer() : answer);
            end(CallEnd.Outcome.CLIENT_GONE);
        } else if (error != null) {
            discard(call.answer());
            refuse(error);
        } else if (answer != null) {
            write(answer);
        }
    }

    private static void discard(@Nullable Answer answer) {
        if (answer != null) {
            answer.discard();
        }
    }

    private void refuseMethod(String allowed) {
        if (call.request().method().equals("OPTIONS")) {
            write(new Answer(204, new DefaultHttpHeaders().set("allow", allowed), Mono.empty()));
            return;
        }
        GatewayError error = GatewayError.of(
                405,
                "method_not_allowed",
                "Method %s is not allowed here; allowed: %s.",
                call.request().method(),
                allowed);
        errorCode = error.code();
        Answer answer = Answer.json(405, call.errorDialect().body(error, call.id()));
        answer.headers().set("allow", allowed);
        write(answer);
    }

    private void write(Answer given) {
        Recording recording = call.recording();
        Answer answer = recording == null ? given : recording.listensTo(given);
        status = answer.status();
        overheadNanos = call.clock().overheadNanos(System.nanoTime());
        keepAlive &= bodyRead() && !body.failed() && !edge.draining();
        HttpHeaders headers = answer.headers();
        tell(headers);
        if (answer.upgrade() != null) {
            become(answer.upgrade(), headers);
            return;
        }
        boolean http11 = head.protocolVersion().isKeepAliveDefault();
        boolean hasBody =
                status != 204 && status != 304 && !call.request().method().equals("HEAD");
        if (hasBody && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            if (http11) {
                headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            } else {
                keepAlive = false;
            }
        }
        if (!keepAlive) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (!http11) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
        HttpResponse response =
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), headers);
        ctx.write(response, ctx.voidPromise());
        writer.start(answer);
    }

    /** What every answer tells. */
    private void tell(HttpHeaders headers) {
        headers.set(REQUEST_ID, call.id()).set(OVERHEAD, Overhead.format(overheadNanos));
        Target target = call.target();
        if (target != null) {
            headers.set(SERVED_BY, target.provider().name());
        }
        headers.add(call.told());
        RateLimitHeaders.tell(headers, call);
    }

    /** The connection becomes another one; the call lasts until it is closed. */
    private void become(Upgrade next, HttpHeaders headers) {
        upgrade = next;
        ctx.writeAndFlush(new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.SWITCHING_PROTOCOLS,
                Unpooled.EMPTY_BUFFER,
                headers,
                EmptyHttpHeaders.INSTANCE));
        Runnable goAway = () -> ctx.executor().execute(next::goAway);
        connection.handOver(next);
        edge.upgraded(goAway);
        ctx.channel().closeFuture().addListener(closed -> {
            edge.upgradeEnded(goAway);
            end(
                    switch (next.ending()) {
                        case COMPLETE -> CallEnd.Outcome.COMPLETE;
                        case CLIENT_GONE -> CallEnd.Outcome.CLIENT_GONE;
                        case BROKEN -> CallEnd.Outcome.BROKEN;
                    });
        });
    }

    private void end(CallEnd.Outcome outcome) {
        if (ended) {
            return;
        }
        ended = true;
        call.end();
        body.release();
        if (routes != null) {
            routes.leave();
        }
        int sent = status == 0 ? 499 : status;
        GatewayError brokenBy = call.brokenBy();
        GatewayError toldInside = call.toldInside();
        if (toldInside != null && errorCode.isEmpty()) {
            errorCode = toldInside.code();
        }
        CallEnd.Outcome told = outcome;
        if (outcome == CallEnd.Outcome.COMPLETE && brokenBy != null && errorCode.isEmpty()) {
            // All was written, but the last of it says that there should have been more.
            told = CallEnd.Outcome.BROKEN;
            errorCode = brokenBy.code();
        }
        long duration = System.nanoTime() - call.clock().received();
        long bytes = upgrade == null ? writer.bytes() : upgrade.bytes();
        edge.ended(call, new CallEnd(sent, told, errorCode, bytes, overheadNanos, duration));
        if (upgrade != null) {
            return;
        }
        connection.callEnded(keepAlive && outcome == CallEnd.Outcome.COMPLETE, bodyRead());
    }

    private void wantBody() {
        if (continueExpected && !continued && !bodyRead()) {
            continued = true;
            ctx.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        }
        connection.readMore();
    }

    private static long declaredLength(HttpRequest head) {
        if (head.decoderResult().isFailure()) {
            // It is refused: what it declares may be no number.
            return 0;
        }
        if (HttpUtil.isTransferEncodingChunked(head)) {
            return UNKNOWN_LENGTH;
        }
        return HttpUtil.getContentLength(head, 0L);
    }

    private static CallRequest request(HttpRequest head, ChannelHandlerContext ctx) {
        String uri = head.uri();
        int start = pathStart(uri);
        int mark = uri.indexOf('?', start);
        String path = mark < 0 ? uri.substring(start) : uri.substring(start, mark);
        String query = mark < 0 ? null : uri.substring(mark + 1);
        boolean trailing = path.length() > 1 && path.endsWith("/");
        String client = ctx.channel().remoteAddress() instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress()
                : "unknown";
        return new CallRequest(
                head.method().name(),
                path.isEmpty() ? "/" : trailing ? path.substring(0, path.length() - 1) : path,
                query,
                Map.of(),
                head.headers(),
                client);
    }

    /** Skips the scheme and authority of an absolute-form target (RFC 9112 §3.2.2). */
    private static int pathStart(String uri) {
        if (uri.startsWith("/")) {
            return 0;
        }
        int scheme = uri.indexOf("://");
        int slash = scheme < 0 ? -1 : uri.indexOf('/', scheme + 3);
        return slash < 0 ? 0 : slash;
    }
}
