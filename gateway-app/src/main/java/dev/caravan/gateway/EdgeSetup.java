package dev.caravan.gateway;

import dev.caravan.gateway.config.ServerConfig;
import dev.caravan.gateway.edge.EdgeOptions;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Turns the server's configuration into what the edge needs. */
final class EdgeSetup {

    private EdgeSetup() {}

    /** @throws IOException when the TLS files do not fit together */
    static EdgeOptions options(ServerConfig server, @Nullable Integer port) throws IOException {
        ServerConfig.Timeouts timeouts = server.timeouts();
        return new EdgeOptions(
                server.host(),
                port == null ? server.port() : port,
                tls(server.tls()),
                server.limits().maxHeader(),
                server.limits().maxUri(),
                server.limits().maxConnections(),
                timeouts.requestHead(),
                timeouts.requestIdle(),
                timeouts.keepAlive());
    }

    private static @Nullable SslContext tls(ServerConfig.@Nullable Tls tls) throws IOException {
        if (tls == null) {
            return null;
        }
        String password = tls.privateKeyPassword() == null
                ? null
                : tls.privateKeyPassword().reveal();
        try {
            return SslContextBuilder.forServer(
                            tls.certificate().toFile(), tls.privateKey().toFile(), password)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build();
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    "server.tls: certificate and private-key cannot be used together: " + e.getMessage()
                            + ". Give a PEM certificate chain and its PKCS#8 key",
                    e);
        }
    }
}
