package dev.caravan.gateway;

import dev.caravan.gateway.config.GatewayConfig;
import dev.caravan.gateway.mcp.McpLease;
import dev.caravan.gateway.routes.RunningRoutes;
import dev.caravan.processors.guardrails.Guardrails;
import dev.caravan.processors.routing.ConfiguredProvider;
import dev.caravan.processors.upstream.UpstreamClients;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that one reading of the configuration and the routes has made. A reload makes a new one beside it; this one is
 * closed when its last call has ended. Nothing in it is changed meanwhile.
 */
record Generation(
        GatewayConfig config,
        List<ConfiguredProvider> providers,
        Guardrails guardrails,
        McpLease mcpServers,
        UpstreamClients clients,
        RunningRoutes routes)
        implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Generation.class);

    @Override
    public void close() {
        routes.stop().run();
        clients.close();
        guardrails.close();
        mcpServers.close();
        for (ConfiguredProvider provider : providers) {
            try {
                provider.provider().close();
            } catch (RuntimeException e) {
                LOG.warn(
                        "Provider {} did not close: {}",
                        provider.name(),
                        e.getClass().getName());
            }
        }
    }
}
