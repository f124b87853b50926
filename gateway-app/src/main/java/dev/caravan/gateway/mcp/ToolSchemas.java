package dev.caravan.gateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.agents.ServedTool;
import dev.caravan.spi.wire.Json;
import java.util.List;
import java.util.Optional;

/** Reads what a server says of a tool. */
final class ToolSchemas {

    private static final List<String> REST = List.of("title", "annotations", "outputSchema");

    private ToolSchemas() {}

    /**
     * The tool as models are to see it: its schema is one of an object with properties, which some providers insist on, and does
     * not name its own language, which some refuse.
     *
     * @return empty when it has no name
     */
    static Optional<ServedTool> read(JsonNode tool) {
        String name = tool.path("name").asText("");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode schema = tool.path("inputSchema") instanceof ObjectNode given ? given.deepCopy() : Json.object();
        schema.remove("$schema");
        if (!schema.has("type")) {
            schema.put("type", "object");
        }
        if (!schema.has("properties")) {
            schema.putObject("properties");
        }
        ObjectNode rest = Json.object();
        for (String field : REST) {
            if (tool.has(field)) {
                rest.set(field, tool.get(field));
            }
        }
        return Optional.of(new ServedTool(name, tool.path("description").textValue(), schema, rest));
    }
}
