package dev.caravan.processors.agents;

import dev.caravan.spi.chat.Tool;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tools of several servers, by the names under which they are offered. The order is that of the servers, then of the names:
 * the same in every call, as providers' prompt caches want it. Immutable.
 */
public final class Toolbox {

    /**
     * A tool that is offered.
     *
     * @param name the name under which it is
     */
    public record Offered(String name, String server, ServedTool tool) {}

    private final Map<String, Offered> byName;
    private final List<String> missing;

    private Toolbox(Map<String, Offered> byName, List<String> missing) {
        this.byName = Collections.unmodifiableMap(byName);
        this.missing = List.copyOf(missing);
    }

    /** Of two tools with one name the first counts. */
    public static Toolbox of(Collection<ServerTools> servers) {
        Map<String, Offered> byName = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        for (ServerTools server : servers) {
            if (!server.isUp()) {
                missing.add(server.server());
            }
            for (ServedTool tool : server.tools()) {
                String name = ToolNames.of(server.server(), tool.name());
                byName.putIfAbsent(name, new Offered(name, server.server(), tool));
            }
        }
        return new Toolbox(byName, missing);
    }

    /** All of them, in order. */
    public Collection<Offered> all() {
        return byName.values();
    }

    /** The servers that are down, in order. */
    public List<String> missing() {
        return missing;
    }

    /** The tool that is offered under that name; null when none is. */
    public @Nullable Offered find(String name) {
        return byName.get(name);
    }

    /** How many characters the servers' tools have that are offered beside the client's. */
    long size(ClientTools names) {
        return byName.values().stream()
                .filter(offered -> !names.has(offered.name()))
                .mapToLong(offered -> offered.name().length() + offered.tool().size())
                .sum();
    }

    /** The client's own tools, then those of the servers whose names the client does not use itself. */
    List<Tool> beside(List<Tool> own, ClientTools names) {
        List<Tool> all = new ArrayList<>(own);
        for (Offered offered : byName.values()) {
            if (!names.has(offered.name())) {
                ServedTool tool = offered.tool();
                all.add(new Tool.Function(offered.name(), tool.description(), tool.inputSchema()));
            }
        }
        return all;
    }
}
