package dev.caravan.processors.agents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;

/**
 * A tool as its server describes it.
 *
 * @param name its name on the server
 * @param description what it does, or null
 * @param inputSchema the JSON Schema of its arguments
 * @param rest what else clients are told of it: title, annotations, output schema
 * @param size how many characters description and schema have, reckoned once, as each call of an agent asks for it
 */
public record ServedTool(
        String name, @Nullable String description, ObjectNode inputSchema, ObjectNode rest, long size) {

    public ServedTool(String name, @Nullable String description, ObjectNode inputSchema, ObjectNode rest) {
        this(name, description, inputSchema, rest, size(description, inputSchema));
    }

    public ServedTool(String name, @Nullable String description, ObjectNode inputSchema) {
        this(name, description, inputSchema, Json.object());
    }

    private static long size(@Nullable String description, ObjectNode inputSchema) {
        long schema = Json.text(inputSchema).length();
        return description == null ? schema : schema + description.length();
    }
}
