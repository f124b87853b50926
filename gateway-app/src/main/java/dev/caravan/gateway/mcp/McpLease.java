package dev.caravan.gateway.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.gateway.config.McpServerConfig;
import dev.caravan.processors.agents.ServerTools;
import dev.caravan.processors.agents.ToolOutcome;
import dev.caravan.processors.agents.ToolServers;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The servers of one generation. Closing it lets go of those that no other one has. */
public final class McpLease implements ToolServers, AutoCloseable {

    private final Map<String, McpLink> links;
    private final Consumer<McpLink> release;

    McpLease(Map<String, McpLink> links, Consumer<McpLink> release) {
        this.links = Collections.unmodifiableMap(new LinkedHashMap<>(links));
        this.release = release;
    }

    @Override
    public List<String> names() {
        return List.copyOf(links.keySet());
    }

    @Override
    public Mono<ServerTools> tools(String server) {
        return link(server).tools();
    }

    @Override
    public Mono<ToolOutcome> call(String server, String tool, ObjectNode arguments) {
        return link(server).call(tool, arguments);
    }

    @Override
    public List<String> exposedTo(@Nullable String project) {
        return links.values().stream()
                .map(McpLink::config)
                .filter(config -> config.exposed()
                        && (config.projects().isEmpty() || config.projects().contains(String.valueOf(project))))
                .map(McpServerConfig::name)
                .toList();
    }

    @Override
    public Mono<ObjectNode> answer(String server, String tool, ObjectNode arguments) {
        return link(server).answer(tool, arguments);
    }

    private McpLink link(String server) {
        McpLink link = links.get(server);
        if (link == null) {
            throw new IllegalArgumentException("no server '" + server + "'");
        }
        return link;
    }

    /** Closed once. */
    @Override
    public void close() {
        links.values().forEach(release);
    }
}
