package dev.caravan.gateway.config;

import dev.caravan.processors.routing.ConfiguredProvider.Timeouts;
import dev.caravan.spi.Header;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An agent that is asked by the Agent2Agent protocol.
 *
 * @param name its name under {@code a2a-agents}
 * @param url where it is asked by JSON-RPC; null where its card says that
 * @param cardUrl where its card is
 * @param hasPublicCard whether its card is told to those who have no key
 * @param headers what it is sent with every request, credentials among them
 */
public record A2aAgentConfig(
        String name,
        @Nullable String url,
        String cardUrl,
        boolean hasPublicCard,
        List<Header> headers,
        Timeouts timeouts) {}
