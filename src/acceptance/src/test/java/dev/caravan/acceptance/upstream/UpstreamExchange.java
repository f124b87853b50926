package dev.caravan.acceptance.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** One request being answered: what a {@link Script} does its work with. Every write waits until the bytes have left. */
public final class UpstreamExchange {

    private static final long WRITE_PATIENCE_SECONDS = 120;

    private final Channel channel;
    private final RecordedCall call;
    private final Semaphore gate;
    private final Runnable answered;

    UpstreamExchange(Channel channel, RecordedCall call, Semaphore gate, Runnable answered) {
        this.channel = channel;
        this.call = call;
        this.gate = gate;
        this.answered = answered;
    }

    public RecordedCall call() {
        return call;
    }

    /** A whole answer with its length. In one piece: a caller that has the body may send its next request at once. */
    public void whole(int status, Map<String, String> headers, byte[] body) throws IOException, InterruptedException {
        FullHttpResponse answer = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), Unpooled.wrappedBuffer(body));
        setHeaders(answer, headers);
        if (status != 204) {
            HttpUtil.setContentLength(answer, body.length);
        }
        answered.run();
        flush(answer, body.length);
    }

    /** Begins an answer that goes out in chunks. */
    public void begin(int status, Map<String, String> headers) throws IOException, InterruptedException {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
        setHeaders(head, headers);
        HttpUtil.setTransferEncodingChunked(head, true);
        flush(head, 0);
    }

    public void chunk(byte[] bytes) throws IOException, InterruptedException {
        ByteBuf content = Unpooled.wrappedBuffer(bytes);
        flush(new DefaultHttpContent(content), bytes.length);
    }

    public void chunk(String text) throws IOException, InterruptedException {
        chunk(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Ends the answer properly; the connection can serve the next request. */
    public void end() throws IOException, InterruptedException {
        answered.run();
        flush(LastHttpContent.EMPTY_LAST_CONTENT, 0);
    }

    /** Breaks the connection with a TCP reset. */
    public void reset() {
        answered.run();
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.close();
    }

    /** Closes the connection in the middle of the answer with a proper TCP end. */
    public void breakOff() {
        answered.run();
        channel.close();
    }

    /** Waits until the test, or the client by the control endpoint, lets the next chunk go. */
    public void awaitRelease() throws IOException, InterruptedException {
        while (!gate.tryAcquire(20, TimeUnit.MILLISECONDS)) {
            if (!channel.isActive()) {
                throw new IOException("The caller left while the next chunk was held back.");
            }
        }
    }

    /** Waits until the caller closes the connection. */
    public void awaitCallerGone() throws InterruptedException {
        channel.closeFuture().await();
    }

    private void flush(Object message, int bytes) throws IOException, InterruptedException {
        var written = channel.writeAndFlush(message);
        if (!written.await(WRITE_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("The caller took nothing for " + WRITE_PATIENCE_SECONDS + " s.");
        }
        if (!written.isSuccess()) {
            throw new IOException("The caller has gone.", written.cause());
        }
        call.answered(bytes);
    }

    private static void setHeaders(HttpResponse head, Map<String, String> headers) {
        headers.forEach((name, value) -> head.headers().add(name, value));
        if (!head.headers().contains(HttpHeaderNames.CONTENT_TYPE)) {
            head.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json");
        }
    }
}
