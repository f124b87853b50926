package dev.caravan.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Upstreams of others, as data: {@code presets.json} has their settings by their names. */
final class Presets {

    private static final String FILE = "presets.json";

    private Presets() {}

    /** The settings by the presets' names, in the order of the file. */
    static Map<String, Map<String, Object>> load() {
        Map<String, Map<String, Object>> presets = new LinkedHashMap<>();
        file().properties().forEach(preset -> presets.put(preset.getKey(), settings(preset.getValue())));
        return Collections.unmodifiableMap(presets);
    }

    private static ObjectNode file() {
        try (InputStream file = Presets.class.getResourceAsStream(FILE)) {
            if (file != null && Json.parse(file) instanceof ObjectNode presets) {
                return presets;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(FILE + " cannot be read", e);
        }
        throw new IllegalStateException(FILE + " is missing or malformed");
    }

    private static Map<String, Object> settings(JsonNode preset) {
        Map<String, Object> settings = new LinkedHashMap<>();
        preset.properties()
                .forEach(setting -> settings.put(
                        setting.getKey(),
                        setting.getValue().isBoolean()
                                ? setting.getValue().booleanValue()
                                : setting.getValue().asText()));
        return Collections.unmodifiableMap(settings);
    }
}
