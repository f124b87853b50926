package dev.caravan.processors.agents;

import java.util.ArrayList;
import java.util.List;

/** An agent that is called, and what it has done so far. Confined to the call's event loop. */
public final class AgentCall {

    private final Agent agent;
    private final List<ToolRun> tools = new ArrayList<>();
    private int turns;

    public AgentCall(Agent agent) {
        this.agent = agent;
    }

    public Agent agent() {
        return agent;
    }

    /** What it has done by now. */
    public AgentUse use() {
        return new AgentUse(agent.name(), turns, tools);
    }

    /** How often its model was asked. */
    int turns() {
        return turns;
    }

    /** Its model is asked once more. */
    void asksModel() {
        turns++;
    }

    /** A tool was run for it. */
    void ran(ToolRun run) {
        tools.add(run);
    }
}
