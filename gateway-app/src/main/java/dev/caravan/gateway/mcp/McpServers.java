package dev.caravan.gateway.mcp;

import dev.caravan.gateway.config.McpServerConfig;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections to servers of the Model Context Protocol. Each generation of the configuration takes those that it names; one
 * that another generation has, too, is shared, and one that nobody has any more is closed. Thread-safe.
 */
public final class McpServers implements AutoCloseable {

    private final Map<McpServerConfig, Shared> links = new HashMap<>();
    private final McpThreads threads = McpThreads.create();
    private final InstantSource clock;

    private record Shared(McpLink link, AtomicInteger users) {}

    /** @param clock says since when a server is connected, or is not */
    public McpServers(InstantSource clock) {
        this.clock = clock;
    }

    /** Takes the servers that are enabled; their connections are made in the background. */
    public synchronized McpLease lease(List<McpServerConfig> servers) {
        Map<String, McpLink> taken = new LinkedHashMap<>();
        for (McpServerConfig server : servers) {
            if (server.enabled()) {
                Shared shared = links.computeIfAbsent(server, this::open);
                shared.users().incrementAndGet();
                taken.put(server.name(), shared.link());
            }
        }
        return new McpLease(taken, this::release);
    }

    private Shared open(McpServerConfig server) {
        McpLink link = new McpLink(server, threads, clock);
        link.start();
        return new Shared(link, new AtomicInteger());
    }

    /** Empty for one that nobody has, such as one that is not enabled. */
    synchronized Optional<McpStatus> status(McpServerConfig server) {
        return Optional.ofNullable(links.get(server))
                .map(shared -> shared.link().status());
    }

    private synchronized void release(McpLink link) {
        Shared shared = links.get(link.config());
        if (shared != null && shared.users().decrementAndGet() == 0) {
            links.remove(link.config());
            shared.link().close();
        }
    }

    /** Closes what is still open. */
    @Override
    public synchronized void close() {
        links.values().forEach(shared -> shared.link().close());
        links.clear();
        threads.close();
    }
}
