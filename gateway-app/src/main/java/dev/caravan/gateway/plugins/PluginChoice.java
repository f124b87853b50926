package dev.caravan.gateway.plugins;

import java.util.Map;

/**
 * What a name in the configuration stands for.
 *
 * @param plugin the plugin
 * @param preset the settings that lie beneath the operator's; empty when the name is the plugin's own
 */
record PluginChoice(LoadedPlugin plugin, Map<String, Object> preset) {}
