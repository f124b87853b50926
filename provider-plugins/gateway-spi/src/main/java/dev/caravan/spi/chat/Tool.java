package dev.caravan.spi.chat;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Something that the model may call. */
public sealed interface Tool {

    /**
     * A function of the client's.
     *
     * @param name unique among the tools
     * @param description what it does, or null
     * @param parameters the JSON Schema of its arguments, or null when the dialect's client left it out
     * @param strict whether the arguments must follow the schema exactly, or null where the client did not say
     * @param cache the cache mark behind it, or null
     */
    record Function(
            String name,
            @Nullable String description,
            @Nullable JsonNode parameters,
            @Nullable Boolean strict,
            @Nullable CacheHint cache)
            implements Tool {

        public Function(String name, @Nullable String description, @Nullable JsonNode parameters) {
            this(name, description, parameters, null, null);
        }
    }

    /**
     * A tool that the provider runs, or that only one dialect has: web search, code execution …
     *
     * @param dialect the dialect's name
     * @param type the tool's type in that dialect
     * @param json the tool as that dialect writes it
     */
    record BuiltIn(String dialect, String type, JsonNode json) implements Tool {}
}
