package dev.caravan.gateway.config;

import dev.caravan.spi.Secret;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where and how the gateway listens.
 *
 * @param host a name or an IP address
 * @param port 0 for any that is free
 * @param eventLoops the number of event-loop threads; 0 for one a core
 * @param accessLog whether each call is logged
 * @param tls null for plain HTTP
 * @param publicUrl the gateway's own URL, as clients reach it, without a slash at its end; null where it is what they say
 * @param trustsProxies whether a proxy before the gateway is believed what it says of the client's request
 * @param limits how much a client may send
 * @param timeouts how long a client may take
 */
public record ServerConfig(
        String host,
        int port,
        int eventLoops,
        boolean accessLog,
        @Nullable Tls tls,
        @Nullable String publicUrl,
        boolean trustsProxies,
        Limits limits,
        Timeouts timeouts) {

    /**
     * @param certificate a readable PEM file with the certificate and its chain
     * @param privateKey a readable PEM file with the PKCS#8 key
     * @param privateKeyPassword null when the key is not encrypted
     */
    public record Tls(Path certificate, Path privateKey, @Nullable Secret privateKeyPassword) {}

    /**
     * @param maxBody bytes of a body that the gateway holds as a whole; 413 beyond
     * @param maxUpload bytes of a body that streams through; 413 beyond; 0 for no limit
     * @param maxHeader bytes of all header lines together; 431 beyond
     * @param maxUri bytes of the request's path and query; 414 beyond
     * @param maxConnections connections at a time; 0 for no limit
     */
    public record Limits(long maxBody, long maxUpload, int maxHeader, int maxUri, int maxConnections) {}

    /**
     * @param requestHead from a connection's first byte to the end of a request's headers
     * @param requestIdle between two pieces of a request's body
     * @param keepAlive a connection's idle time between two requests
     * @param drain how long calls in flight may go on when the gateway stops; zero ends them at once
     */
    public record Timeouts(Duration requestHead, Duration requestIdle, Duration keepAlive, Duration drain) {}
}
