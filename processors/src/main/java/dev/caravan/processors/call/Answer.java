package dev.caravan.processors.call;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * What goes back to the client. The body is a publisher also where it is short: steps after the call decorate it.
 *
 * @param status the HTTP status
 * @param headers the answer's headers; with a {@code content-length} where the length is known, else it goes out in chunks
 * @param body the bytes; subscribed to exactly once, by the edge. Each buffer belongs to the subscriber. An error from it
 *     closes the connection, so that the client sees a cut body and not a short one
 * @param upgrade what the connection becomes after a 101; null after any other answer
 */
public record Answer(int status, HttpHeaders headers, Publisher<ByteBuf> body, @Nullable Upgrade upgrade) {

    /** An answer after which the connection speaks HTTP as before. */
    public Answer(int status, HttpHeaders headers, Publisher<ByteBuf> body) {
        this(status, headers, body, null);
    }

    /**
     * An answer 101, after which the connection is another one.
     *
     * @param headers with those that say what it becomes
     */
    public static Answer switching(HttpHeaders headers, Upgrade upgrade) {
        return new Answer(101, headers, Mono.empty(), upgrade);
    }

    /** A whole JSON answer. */
    public static Answer json(int status, byte[] json) {
        return whole(status, "application/json", json);
    }

    /** A whole plain-text answer. */
    public static Answer text(int status, String text) {
        return whole(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /** A whole answer of any type. */
    public static Answer whole(int status, String contentType, byte[] bytes) {
        HttpHeaders headers = new DefaultHttpHeaders()
                .set(HttpHeaderNames.CONTENT_TYPE, contentType)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
        return new Answer(status, headers, Mono.fromSupplier(() -> Unpooled.wrappedBuffer(bytes)));
    }

    /** The same answer with another body. */
    public Answer withBody(Publisher<ByteBuf> other) {
        return new Answer(status, headers, other, upgrade);
    }
}
