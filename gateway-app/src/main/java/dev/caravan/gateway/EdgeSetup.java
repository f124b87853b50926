package dev.caravan.gateway;

import dev.caravan.gateway.config.AdminConfig;
import dev.caravan.gateway.config.GatewayConfig;
import dev.caravan.gateway.config.ServerConfig;
import dev.caravan.gateway.edge.EdgeOptions;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Turns the configuration into what the edge needs. */
final class EdgeSetup {

    private EdgeSetup() {}

    /**
     * How clients are listened to.
     *
     * @param port instead of the configured one; null for that
     * @throws IOException when the TLS files do not fit together
     */
    static EdgeOptions options(ServerConfig server, @Nullable Integer port) throws IOException {
        return options(server, server.host(), port == null ? server.port() : port, tls(server.tls()));
    }

    /**
     * How those who administer the gateway are listened to: with the limits of {@code server}, and with its TLS where other
     * machines can connect. On loopback nobody listens in, and a certificate for another name would be in the way.
     *
     * @param port instead of the configured one; null for that
     * @return null where the port is not enabled
     * @throws IOException when the TLS files do not fit together
     */
    static @Nullable EdgeOptions adminOptions(GatewayConfig config, @Nullable Integer port) throws IOException {
        AdminConfig admin = config.admin();
        if (!admin.enabled()) {
            return null;
        }
        ServerConfig server = config.server();
        SslContext tls = admin.onLoopback() ? null : tls(server.tls());
        return options(server, admin.host(), port == null ? admin.port() : port, tls);
    }

    private static EdgeOptions options(ServerConfig server, String host, int port, @Nullable SslContext tls) {
        ServerConfig.Timeouts timeouts = server.timeouts();
        return new EdgeOptions(
                host,
                port,
                tls,
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
