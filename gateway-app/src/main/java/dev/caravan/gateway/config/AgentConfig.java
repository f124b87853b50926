package dev.caravan.gateway.config;

import dev.caravan.processors.agents.Agent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An agent.
 *
 * @param name by which it is called
 * @param targets who serves it
 * @param system what it is told before everything else, or null for nothing
 * @param servers the names of the servers whose tools it has; they are configured, and enabled
 * @param rules how far it may go
 */
public record AgentConfig(
        String name, AliasConfig targets, @Nullable String system, List<String> servers, Agent.Rules rules) {

    public AgentConfig {
        servers = List.copyOf(servers);
    }
}
