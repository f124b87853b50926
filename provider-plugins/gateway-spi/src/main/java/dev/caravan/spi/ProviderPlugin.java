package dev.caravan.spi;

import java.util.Map;

/**
 * Teaches the gateway one kind of upstream. Found by {@link java.util.ServiceLoader} on the class path and in jars of the
 * plugin folder, each of which has a class loader of its own.
 *
 * <p>Guarantees: {@link #create} is called once for each entry under {@code providers} that names this plugin, at start and
 * at every reload, on a thread that may block. A provider that was created is closed after the last call that uses it has
 * ended.
 */
public interface ProviderPlugin {

    /** The name that {@code providers.<name>.plugin} refers to: lower case, stable, unique among all plugins. */
    String name();

    /**
     * Other names under which this plugin is found, each with the settings that it brings: upstreams that differ by data only.
     * What an operator writes wins over a preset's settings.
     *
     * @return settings by the preset's name, which is unique among all plugins' names and presets; empty when there are none
     */
    default Map<String, Map<String, Object>> presets() {
        return Map.of();
    }

    /**
     * Builds a provider from its configuration.
     *
     * @param settings the entry under {@code providers}; every key that the plugin does not read, and the gateway does not
     *     know, is refused as unknown afterwards
     * @throws SettingsException when a value is missing or wrong: it names the key, the problem and the fix
     */
    Provider create(Settings settings);
}
