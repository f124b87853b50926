package dev.caravan.gateway.plugins;

import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderPlugin;
import dev.caravan.spi.Settings;
import java.util.Map;

/**
 * A plugin that can be used.
 *
 * @param name its name, unique among all names of plugins and presets
 * @param origin the file name of its jar, or {@code class path}
 * @param plugin the plugin itself
 * @param presets the settings of its presets by their names, in its order
 */
public record LoadedPlugin(
        String name, String origin, ProviderPlugin plugin, Map<String, Map<String, Object>> presets) {

    /**
     * Builds a provider with the plugin's class loader in charge.
     *
     * @throws dev.caravan.spi.SettingsException when a value of the configuration is missing or wrong
     */
    public Provider create(Settings settings) {
        try (ContextClassLoader ignored =
                new ContextClassLoader(plugin.getClass().getClassLoader())) {
            return plugin.create(settings);
        }
    }
}
