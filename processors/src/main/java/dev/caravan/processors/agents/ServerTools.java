package dev.caravan.processors.agents;

import java.util.List;

/**
 * The tools that a server has now.
 *
 * @param server its name
 * @param isUp whether it can be called
 * @param isRequired whether agents fail when it cannot; else they do without it
 * @param tools in the order of their names; empty when it is down
 */
public record ServerTools(String server, boolean isUp, boolean isRequired, List<ServedTool> tools) {

    public ServerTools {
        tools = List.copyOf(tools);
    }
}
