package dev.caravan.gateway.edge;

import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the edge listens.
 *
 * @param host the address to bind
 * @param port the port to bind, 0 for any free one
 * @param tls what encrypts connections, or null for clear text
 * @param maxHeaderBytes the longest block of header lines; beyond it a request gets 431
 * @param maxUriBytes the longest request line; beyond it a request gets 414
 * @param maxConnections connections at a time, 0 for no limit; more are closed as they come
 * @param requestHead from a request's first byte to the end of its head
 * @param requestIdle the longest pause while the gateway waits for more of a body
 * @param keepAlive how long a connection may stay without a request
 */
public record EdgeOptions(
        String host,
        int port,
        @Nullable SslContext tls,
        int maxHeaderBytes,
        int maxUriBytes,
        int maxConnections,
        Duration requestHead,
        Duration requestIdle,
        Duration keepAlive) {}
