/**
 * Agents: models that use tools which the gateway runs for them. Start with {@link dev.caravan.processors.agents.RunAgent}; an
 * {@link dev.caravan.processors.agents.AgentRun} is one call of an agent, a {@link dev.caravan.processors.agents.Turn} one
 * question to its model. Where the tools are is behind {@link dev.caravan.processors.agents.ToolServers}.
 */
@NullMarked
package dev.caravan.processors.agents;

import org.jspecify.annotations.NullMarked;
