package dev.caravan.processors.websocket;

/**
 * Why a session ends.
 *
 * @param code a status of RFC 6455 §7.4.1
 * @param reason a short text for people, of 123 bytes at most
 */
public record SocketClose(int code, String reason) {

    static final SocketClose IDLE = new SocketClose(1001, "Nothing was said for too long.");
    static final SocketClose SHUTDOWN = new SocketClose(1001, "The gateway shuts down.");
    static final SocketClose UPSTREAM_GONE = new SocketClose(1011, "The connection to the provider broke.");
    static final SocketClose CLIENT_GONE = new SocketClose(1001, "");
    static final SocketClose NORMAL = new SocketClose(1000, "");

    /** What the caller may not do (RFC 6455: policy violation). */
    public static SocketClose refused(String reason) {
        return new SocketClose(1008, reason);
    }
}
