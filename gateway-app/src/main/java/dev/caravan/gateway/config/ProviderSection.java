package dev.caravan.gateway.config;

import dev.caravan.spi.Settings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An entry under {@code providers} as the file has it. It holds secrets, and so shows nothing of itself. */
public final class ProviderSection {

    private final Settings settings;
    private final Map<String, @Nullable Object> values;
    private final Set<String> readByGateway;

    /**
     * @param settings the section, of which the gateway has read its own keys
     * @param values the same values as they were parsed
     * @param readByGateway the gateway's own keys
     */
    ProviderSection(Settings settings, Map<String, @Nullable Object> values, Set<String> readByGateway) {
        this.settings = settings;
        this.values = values;
        this.readByGateway = readByGateway;
    }

    /** The section for the plugin to read the rest. */
    Settings settings() {
        return settings;
    }

    /**
     * The section with a preset's settings where the file has none; an empty value of the file's is none.
     *
     * @param preset settings by key; may be empty
     */
    public Settings over(Map<String, Object> preset) {
        if (preset.isEmpty()) {
            return settings;
        }
        Map<String, @Nullable Object> merged = new LinkedHashMap<>(values);
        preset.forEach((key, value) -> {
            Object own = merged.get(key);
            if (own == null || own.equals("")) {
                merged.put(key, value);
            }
        });
        Settings whole = Settings.of(settings.path(), merged);
        readByGateway.forEach(key -> ConfigProblems.markRead(whole, key));
        return whole;
    }
}
