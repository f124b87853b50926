package dev.caravan.spi.chat;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** What shape the answer's text is to have. */
public sealed interface OutputFormat {

    /** Any JSON object. */
    record JsonObject() implements OutputFormat {}

    /**
     * JSON that follows a schema.
     *
     * @param name the schema's name, or null in dialects without
     * @param description what it is for, or null
     * @param schema the JSON Schema
     * @param strict whether it must be followed exactly, or null where the client did not say
     */
    record JsonSchema(@Nullable String name, @Nullable String description, JsonNode schema, @Nullable Boolean strict)
            implements OutputFormat {

        public JsonSchema(@Nullable String name, JsonNode schema) {
            this(name, null, schema, null);
        }
    }
}
