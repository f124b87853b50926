package dev.caravan.processors.call;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
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
        return whole(status, new DefaultHttpHeaders().set(HttpHeaderNames.CONTENT_TYPE, contentType), bytes);
    }

    /** A whole answer with these headers, which tell its length from now on. */
    public static Answer whole(int status, HttpHeaders headers, byte[] bytes) {
        headers.setInt(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
        return new Answer(status, headers, WholeBody.publish(bytes));
    }

    /** How many bytes its headers say that the body has; -1 where they do not say it. */
    public long declaredLength() {
        String declared = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        try {
            return declared == null ? -1 : Long.parseLong(declared);
        } catch (NumberFormatException unknown) {
            return -1;
        }
    }

    /** The same answer with another body. */
    public Answer withBody(Publisher<ByteBuf> other) {
        return new Answer(status, headers, other, upgrade);
    }

    /** The same answer with these bytes for its body, whose length its headers tell from now on. */
    public Answer withBytes(byte[] bytes) {
        return whole(status, headers, bytes);
    }

    /** Lets go of an answer that nobody will read: where it comes from is cancelled. */
    public void discard() {
        if (upgrade != null) {
            upgrade.discard();
            return;
        }
        Disposable unread = Flux.from(body).subscribe(piece -> piece.release(), error -> {});
        unread.dispose();
    }
}
