package dev.caravan.processors.websocket;

import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** A WebSocket upstream whose handshake is over. Nothing is read from it until it is relayed. */
public final class UpstreamSocket {

    private final SocketEnd end;
    private final HttpHeaders headers;
    private final @Nullable String protocol;

    UpstreamSocket(SocketEnd end, HttpHeaders headers, @Nullable String protocol) {
        this.end = end;
        this.headers = headers;
        this.protocol = protocol;
    }

    SocketEnd end() {
        return end;
    }

    /** The headers of the answer that granted it. */
    public HttpHeaders headers() {
        return headers;
    }

    /** The subprotocol that the upstream has chosen, or null. */
    public @Nullable String protocol() {
        return protocol;
    }

    /** Nobody needs it. */
    public void close() {
        end.cut();
    }
}
