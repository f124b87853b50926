package dev.caravan.processors.a2a;

import dev.caravan.spi.GatewayError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The configured agents, in the order of the configuration. Immutable. */
public final class A2aAgents {

    private final Map<String, A2aAgent> byName = new LinkedHashMap<>();

    public A2aAgents(List<A2aAgent> agents) {
        agents.forEach(agent -> byName.put(agent.name(), agent));
    }

    /**
     * The agent of a name, or the first one.
     *
     * @throws GatewayError 404 {@code unknown_agent}
     */
    A2aAgent find(@Nullable String name) {
        if (byName.isEmpty()) {
            throw GatewayError.of(404, "unknown_agent", "No agent is configured.");
        }
        A2aAgent found = name == null ? byName.values().iterator().next() : byName.get(name);
        if (found == null) {
            throw GatewayError.of(404, "unknown_agent", "Agent '%s' is not configured.", name);
        }
        return found;
    }
}
