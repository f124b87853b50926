package dev.caravan.processors.websocket;

import io.netty.handler.codec.http.HttpHeaders;

/** An upstream has answered a handshake with something else than a WebSocket. It has no stack trace: it is an answer. */
public final class RefusedHandshake extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient HttpHeaders headers;
    private final transient byte[] body;

    RefusedHandshake(int status, HttpHeaders headers, byte[] body) {
        super("status " + status, null, false, false);
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    public int status() {
        return status;
    }

    public HttpHeaders headers() {
        return headers;
    }

    /** All of it; to be left as it is. */
    public byte[] body() {
        return body;
    }
}
