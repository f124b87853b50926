package dev.caravan.processors.websocket;

import dev.caravan.processors.call.Call;
import dev.caravan.spi.GatewayError;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client's wish for a WebSocket (RFC 6455 §4.2.1). */
public final class ClientHandshake {

    private static final String VERSION = "13";

    private ClientHandshake() {}

    /**
     * Checks that a request asks for a WebSocket as it should.
     *
     * @throws GatewayError 426 {@code upgrade_required} when it asks for none, or for another version of the protocol; 400 {@code
     *     malformed_handshake}
     */
    public static void check(Call call) {
        HttpHeaders headers = call.request().headers();
        boolean asks = headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                && headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true);
        if (!asks) {
            call.tell(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET.toString());
            throw GatewayError.of(426, "upgrade_required", "This is a WebSocket: connect to it by wss:// or ws://.");
        }
        if (!VERSION.equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            call.tell(HttpHeaderNames.SEC_WEBSOCKET_VERSION, VERSION);
            throw GatewayError.of(426, "upgrade_required", "The WebSocket protocol has to be of version 13.");
        }
        if (!HandshakeKey.isValid(key(headers)) || call.body().declaredLength() != 0) {
            throw GatewayError.badRequest(
                    "malformed_handshake", "The handshake needs a Sec-WebSocket-Key of 16 bytes, and no body.");
        }
    }

    /** The subprotocols that a client offers, in its order. */
    public static List<String> protocols(HttpHeaders headers) {
        List<String> protocols = new ArrayList<>();
        for (String line : headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)) {
            for (String protocol : line.split(",", -1)) {
                if (!protocol.isBlank()) {
                    protocols.add(protocol.strip());
                }
            }
        }
        return protocols;
    }

    /**
     * The headers of the answer that grants a checked wish.
     *
     * @param protocol the subprotocol that was chosen, or null
     */
    public static HttpHeaders granted(HttpHeaders asked, @Nullable String protocol) {
        HttpHeaders headers = new DefaultHttpHeaders()
                .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, HandshakeKey.accept(key(asked)));
        if (protocol != null) {
            headers.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, protocol);
        }
        return headers;
    }

    private static String key(HttpHeaders headers) {
        return headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY, "").strip();
    }
}
