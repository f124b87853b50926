package dev.caravan.processors.endpoints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.processors.schema.JsonSchema;
import dev.caravan.processors.schema.SchemaFault;
import dev.caravan.spi.wire.Json;
import java.util.List;
import java.util.Set;

/**
 * What a text has to look like. Where the schema is one of objects, arrays, numbers or flags, the text is read as JSON; where it
 * is one of strings, or says nothing of types, it is the text itself. Immutable and thread-safe.
 */
public final class TextSchema {

    private static final int MOST_TOLD = 5;

    /** Keywords that speak of objects and arrays only. */
    private static final Set<String> OF_CONTAINERS = Set.of(
            "properties",
            "required",
            "additionalProperties",
            "patternProperties",
            "items",
            "prefixItems",
            "minItems",
            "maxItems",
            "minProperties",
            "maxProperties");

    private final JsonNode json;
    private final JsonSchema schema;
    private final boolean ofJson;

    private TextSchema(JsonNode json, JsonSchema schema, boolean ofJson) {
        this.json = json;
        this.schema = schema;
        this.ofJson = ofJson;
    }

    /** @throws IllegalArgumentException with the reason when it is no schema */
    public static TextSchema compile(JsonNode schema) {
        return new TextSchema(schema.deepCopy(), JsonSchema.compile(schema), wantsJson(schema));
    }

    private static boolean wantsJson(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (type.isTextual()) {
            return !type.textValue().equals("string");
        }
        if (type.isArray()) {
            for (JsonNode one : type) {
                if (one.asText().equals("string")) {
                    return false;
                }
            }
            return true;
        }
        return OF_CONTAINERS.stream().anyMatch(schema::has);
    }

    /** The schema itself; not to be changed. */
    public JsonNode json() {
        return json;
    }

    /** What is wrong with the text; empty when nothing is. */
    List<SchemaFault> faults(String text) {
        JsonNode read = ofJson ? Json.parse(text) : null;
        return schema.faults(read == null ? TextNode.valueOf(text) : read);
    }

    /** The first few of these faults in a row. */
    static String told(List<SchemaFault> faults) {
        StringBuilder told = new StringBuilder();
        for (SchemaFault fault : faults.subList(0, Math.min(MOST_TOLD, faults.size()))) {
            told.append(told.isEmpty() ? "" : "; ").append(fault);
        }
        int more = faults.size() - MOST_TOLD;
        return more > 0 ? told.append("; and ").append(more).append(" more").toString() : told.toString();
    }
}
