package dev.caravan.processors.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A message of JSON-RPC.
 *
 * @param id what its answer refers to; null for a notification, and for what is itself an answer
 * @param method what is asked; empty for an answer
 * @param params what it is asked with; empty when there is nothing
 * @param endpoint the slug of the endpoint that it calls as a tool; null when it does something else
 */
public record McpMessage(@Nullable JsonNode id, String method, ObjectNode params, @Nullable String endpoint) {}
