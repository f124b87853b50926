package dev.caravan.processors.agents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A tool as its server describes it.
 *
 * @param name its name on the server
 * @param description what it does, or null
 * @param inputSchema the JSON Schema of its arguments
 */
public record ServedTool(String name, @Nullable String description, ObjectNode inputSchema) {}
