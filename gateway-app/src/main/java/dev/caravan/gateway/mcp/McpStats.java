package dev.caravan.gateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.gateway.config.McpServerConfig;
import dev.caravan.spi.wire.Json;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Whether the configured servers are connected, since when, and with how many tools. Neither where they are nor why one is down,
 * as credentials may be in that.
 */
public final class McpStats implements Supplier<JsonNode> {

    private final List<McpServerConfig> configured;
    private final McpServers servers;

    /** @param configured those of the configuration that serves */
    public McpStats(List<McpServerConfig> configured, McpServers servers) {
        this.configured = List.copyOf(configured);
        this.servers = servers;
    }

    @Override
    public JsonNode get() {
        ArrayNode lines = Json.array();
        for (McpServerConfig server : configured) {
            ObjectNode line = lines.addObject().put("server", server.name());
            servers.status(server).ifPresentOrElse(status -> tell(status, line), () -> line.put("state", "disabled"));
        }
        return lines;
    }

    private static void tell(McpStatus status, ObjectNode line) {
        line.put("state", status.state().name().toLowerCase(Locale.ROOT))
                .put("since", status.since().toString())
                .put("tools", status.tools());
    }
}
