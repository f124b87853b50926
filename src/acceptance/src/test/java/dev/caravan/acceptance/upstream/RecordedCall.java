package dev.caravan.acceptance.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One request as it came in, and what became of its connection. Thread-safe. */
public final class RecordedCall {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long STILL_THERE = Long.MIN_VALUE;

    private final String method;
    private final String path;
    private final @Nullable String query;
    private final HttpHeaders headers;
    private final byte[] body;
    private final long bodyBytes;
    private final String bodySha256;
    private final AtomicLong answeredBytes = new AtomicLong();
    private final AtomicLong leftAtNanos = new AtomicLong(STILL_THERE);

    RecordedCall(String method, String uri, HttpHeaders headers, byte[] body, long bodyBytes, String bodySha256) {
        int mark = uri.indexOf('?');
        this.method = method;
        this.path = mark < 0 ? uri : uri.substring(0, mark);
        this.query = mark < 0 ? null : uri.substring(mark + 1);
        this.headers = headers;
        this.body = body;
        this.bodyBytes = bodyBytes;
        this.bodySha256 = bodySha256;
    }

    public String method() {
        return method;
    }

    /** The path as it stood on the request line, still percent-encoded. */
    public String path() {
        return path;
    }

    public @Nullable String query() {
        return query;
    }

    /** A header's only value, or null; fails when there are several. */
    public @Nullable String header(String name) {
        List<String> values = headers.getAll(name);
        if (values.size() > 1) {
            throw new AssertionError("Header " + name + " came " + values.size() + " times: " + values);
        }
        return values.isEmpty() ? null : values.get(0);
    }

    public HttpHeaders headers() {
        return headers;
    }

    /** The body's first {@value RequestRecorder#KEPT_BYTES} bytes. */
    public byte[] body() {
        return body.clone();
    }

    public String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The body as JSON; a missing node when it is none. */
    public JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (IOException notJson) {
            return MissingNode.getInstance();
        }
    }

    /** The length of the whole body, also where only its start was kept. */
    public long bodyBytes() {
        return bodyBytes;
    }

    /** SHA-256 of the whole body in hex. */
    public String bodySha256() {
        return bodySha256;
    }

    /** Bytes of the answer's body that the operating system has taken so far. */
    public long answeredBytes() {
        return answeredBytes.get();
    }

    /** When the caller closed the connection before the answer was complete, by {@link System#nanoTime()}. */
    public OptionalLong leftAtNanos() {
        long at = leftAtNanos.get();
        return at == STILL_THERE ? OptionalLong.empty() : OptionalLong.of(at);
    }

    public boolean cancelled() {
        return leftAtNanos().isPresent();
    }

    void answered(long bytes) {
        answeredBytes.addAndGet(bytes);
    }

    void left(long nanos) {
        leftAtNanos.compareAndSet(STILL_THERE, nanos);
    }

    @Override
    public String toString() {
        return method + " " + path + (query == null ? "" : "?" + query) + " (" + bodyBytes + " bytes)";
    }
}
