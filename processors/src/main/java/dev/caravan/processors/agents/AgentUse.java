package dev.caravan.processors.agents;

import java.util.List;

/**
 * What a call of an agent has come to.
 *
 * @param name the agent's
 * @param turns how often its model was asked
 * @param tools the calls of tools that the gateway has run, in the order of their ends
 */
public record AgentUse(String name, int turns, List<ToolRun> tools) {

    public AgentUse {
        tools = List.copyOf(tools);
    }
}
