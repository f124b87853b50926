package dev.caravan.processors.agents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
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

    /**
     * Runs a tool. Never fails: what goes wrong is an outcome. Cancelling it tells the server to give up.
     *
     * @param server one of {@link #names}
     * @param tool its name on the server
     */
    Mono<ToolOutcome> call(String server, String tool, ObjectNode arguments);
}
