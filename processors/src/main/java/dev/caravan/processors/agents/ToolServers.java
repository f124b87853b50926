package dev.caravan.processors.agents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The servers whose tools the gateway runs. Thread-safe; nothing blocks. What is told may be told on any thread.
 */
public interface ToolServers {

    /** The names of the servers, in the order of the configuration. */
    List<String> names();

    /**
     * The tools of a server. Where its connection is just being made, that is waited for, for a while; where it is down it is told
     * at once. Never fails.
     *
     * @param server one of {@link #names}
     */
    Mono<ServerTools> tools(String server);

    /** The names of those whose tools MCP clients of a project, or of none, may use, in the order of the configuration. */
    List<String> exposedTo(@Nullable String project);

    /**
     * Runs a tool for an MCP client. Never fails: what goes wrong is an answer.
     *
     * @param server one of {@link #names}
     * @param tool its name on the server
     * @return the result of {@code tools/call} as the server has it
     */
    Mono<ObjectNode> answer(String server, String tool, ObjectNode arguments);

    /**
     * Runs a tool. Never fails: what goes wrong is an outcome. Cancelling it tells the server to give up.
     *
     * @param server one of {@link #names}
     * @param tool its name on the server
     */
    Mono<ToolOutcome> call(String server, String tool, ObjectNode arguments);
}
