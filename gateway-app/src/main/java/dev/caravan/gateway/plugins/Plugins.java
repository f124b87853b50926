package dev.caravan.gateway.plugins;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The plugins that were found. Immutable. To be closed after every provider of theirs. */
public final class Plugins implements AutoCloseable {

    private final Map<String, LoadedPlugin> byName;
    private final Map<String, PluginChoice> presets = new LinkedHashMap<>();
    private final List<RejectedPlugin> rejected;
    private final List<PluginClassLoader> classLoaders;

    Plugins(Map<String, LoadedPlugin> byName, List<RejectedPlugin> rejected, List<PluginClassLoader> classLoaders) {
        this.byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
        this.rejected = List.copyOf(rejected);
        this.classLoaders = List.copyOf(classLoaders);
        byName.values().forEach(plugin -> plugin.presets()
                .forEach((name, settings) -> presets.put(name, new PluginChoice(plugin, settings))));
    }

    public Optional<LoadedPlugin> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The plugin of that name, or the one that has a preset of that name. */
    Optional<PluginChoice> choice(String name) {
        return named(name)
                .map(plugin -> new PluginChoice(plugin, Map.of()))
                .or(() -> Optional.ofNullable(presets.get(name)));
    }

    /** The plugins' names, those of the class path first. */
    public Set<String> names() {
        return byName.keySet();
    }

    /** The presets' names, in the order of their plugins. */
    public Set<String> presetNames() {
        return Collections.unmodifiableSet(presets.keySet());
    }

    /** The plugins, those of the class path first, then by the names of their jars. */
    public List<LoadedPlugin> loaded() {
        return List.copyOf(byName.values());
    }

    /** The class loaders of the jars, in the order of their names. */
    List<PluginClassLoader> classLoaders() {
        return classLoaders;
    }

    /** What was skipped, and why. */
    public List<RejectedPlugin> rejected() {
        return rejected;
    }

    /**
     * Closes the jars. Classes that were not loaded by then cannot be loaded any more.
     *
     * @throws UncheckedIOException when a jar cannot be closed; the others are closed nevertheless
     */
    @Override
    public void close() {
        List<IOException> failures = new ArrayList<>();
        for (PluginClassLoader classLoader : classLoaders) {
            try {
                classLoader.close();
            } catch (IOException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            throw new UncheckedIOException("A plugin's jar cannot be closed", failures.get(0));
        }
    }
}
