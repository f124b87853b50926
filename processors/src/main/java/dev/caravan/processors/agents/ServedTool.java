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
 */
public record ServedTool(String name, @Nullable String description, ObjectNode inputSchema, ObjectNode rest) {

    public ServedTool(String name, @Nullable String description, ObjectNode inputSchema) {
        this(name, description, inputSchema, Json.object());
    }
}
