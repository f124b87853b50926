package dev.caravan.gateway.plugins;

import dev.caravan.spi.ProviderPlugin;
import dev.caravan.spi.exchange.EvalKind;
import dev.caravan.spi.exchange.ExchangeListenerKind;
import dev.caravan.spi.guard.GuardrailKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds provider plugins on the class path and in the jars of a folder. What cannot be loaded is logged in one line and
 * skipped; a jar with several plugins is loaded as a whole or not at all. A name, of a plugin or of a preset, belongs to who
 * has it first: the class path, then the jars in the order of their names. Blocks; used once, while the gateway starts.
 */
public final class PluginLoader {

    private static final Logger LOG = LoggerFactory.getLogger(PluginLoader.class);
    private static final String CLASS_PATH = "class path";
    private static final String SERVICE_FILE = "META-INF/services/" + ProviderPlugin.class.getName();
    private static final List<String> OTHER_FILES = Stream.of(
                    GuardrailKind.class, EvalKind.class, ExchangeListenerKind.class)
            .map(service -> "META-INF/services/" + service.getName())
            .toList();
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

    /** A class path whose service files cannot be read at all fails again and again at the same place. */
    private static final int MAX_CLASS_PATH_FAILURES = 16;

    private final ClassLoader host;
    private final Map<String, LoadedPlugin> byName = new LinkedHashMap<>();

    /** Where each name of a plugin or a preset comes from. */
    private final Map<String, String> holders = new HashMap<>();

    private final List<RejectedPlugin> rejected = new ArrayList<>();
    private final List<PluginClassLoader> classLoaders = new ArrayList<>();

    private PluginLoader(ClassLoader host) {
        this.host = host;
    }

    /**
     * Loads all plugins.
     *
     * @param host sees the plugins that come with the gateway, and the SPI
     * @param folder where plugin jars are; it may be missing
     */
    public static Plugins load(ClassLoader host, Path folder) {
        PluginLoader loader = new PluginLoader(host);
        loader.loadClassPath();
        loader.loadFolder(folder);
        return new Plugins(loader.byName, loader.rejected, loader.classLoaders);
    }

    private void loadClassPath() {
        Iterator<ProviderPlugin> plugins =
                ServiceLoader.load(ProviderPlugin.class, host).iterator();
        for (int failures = 0; failures < MAX_CLASS_PATH_FAILURES; ) {
            try {
                if (!plugins.hasNext()) {
                    return;
                }
                accept(CLASS_PATH, List.of(plugins.next()));
            } catch (Exception | LinkageError | ServiceConfigurationError e) {
                failures++;
                reject(CLASS_PATH, e);
            }
        }
    }

    private void loadFolder(Path folder) {
        if (Files.notExists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(".jar") && Files.isRegularFile(file))
                    .sorted(Comparator.comparing(file -> file.getFileName().toString()))
                    .forEach(this::loadJar);
        } catch (IOException e) {
            reject(folder.toString(), new UnusableJarException("it is no folder that can be read"));
        }
    }

    private void loadJar(Path jar) {
        String origin = jar.getFileName().toString();
        try {
            requireServiceFile(jar);
            PluginClassLoader classLoader =
                    new PluginClassLoader(origin, jar.toUri().toURL(), host);
            try {
                accept(origin, instantiate(classLoader));
                classLoaders.add(classLoader);
                LOG.info("Loaded plugin {}", origin);
            } catch (Exception | LinkageError | ServiceConfigurationError e) {
                classLoader.close();
                throw e;
            }
        } catch (Exception | LinkageError | ServiceConfigurationError e) {
            reject(origin, e);
        }
    }

    /** A class loader takes a broken jar for an empty one: so it is opened here first. */
    private static void requireServiceFile(Path jar) throws UnusableJarException {
        try (JarFile file = new JarFile(jar.toFile())) {
            if (file.getEntry(SERVICE_FILE) == null
                    && OTHER_FILES.stream().noneMatch(name -> file.getEntry(name) != null)) {
                throw new UnusableJarException("it has no " + SERVICE_FILE);
            }
        } catch (IOException e) {
            throw new UnusableJarException("it is no readable jar: " + e.getMessage());
        }
    }

    private static List<ProviderPlugin> instantiate(PluginClassLoader classLoader) throws UnusableJarException {
        try (ContextClassLoader ignored = new ContextClassLoader(classLoader)) {
            List<ProviderPlugin> plugins = new ArrayList<>();
            ServiceLoader.load(ProviderPlugin.class, classLoader).forEach(plugins::add);
            if (plugins.isEmpty() && !hasOthers(classLoader)) {
                throw new UnusableJarException("its " + SERVICE_FILE + " names no class");
            }
            return plugins;
        }
    }

    /** A jar may bring guardrails, evals or listeners alone: what it has of them is found when all jars are loaded. */
    private static boolean hasOthers(PluginClassLoader classLoader) {
        return OTHER_FILES.stream().anyMatch(name -> classLoader.findResource(name) != null);
    }

    /** Takes all of them, or none. */
    private void accept(String origin, List<ProviderPlugin> plugins) throws UnusableJarException {
        List<LoadedPlugin> loaded = new ArrayList<>();
        Set<String> own = new HashSet<>();
        for (ProviderPlugin plugin : plugins) {
            String name = plugin.name();
            claim("plugin", name, own);
            Map<String, Map<String, Object>> presets = presets(plugin);
            for (String preset : presets.keySet()) {
                claim("preset", preset, own);
            }
            loaded.add(new LoadedPlugin(name, origin, plugin, presets));
        }
        loaded.forEach(plugin -> {
            byName.put(plugin.name(), plugin);
            holders.put(plugin.name(), origin);
            plugin.presets().keySet().forEach(preset -> holders.put(preset, origin));
        });
    }

    /** Plugins and presets share their names: an operator writes either. */
    private void claim(String what, @Nullable String name, Set<String> own) throws UnusableJarException {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new UnusableJarException("its " + what + "'s name '" + name
                    + "' is not of lower-case letters, digits, '-' and '_', 64 at most");
        }
        String holder = holders.get(name);
        if (holder != null || !own.add(name)) {
            throw new UnusableJarException("the " + what + " name '" + name + "' is already taken by "
                    + (holder == null ? "the same jar" : holder));
        }
    }

    private static Map<String, Map<String, Object>> presets(ProviderPlugin plugin) {
        Map<String, Map<String, Object>> presets = new LinkedHashMap<>();
        try (ContextClassLoader ignored =
                new ContextClassLoader(plugin.getClass().getClassLoader())) {
            plugin.presets().forEach((name, settings) -> presets.put(name, Map.copyOf(settings)));
        }
        return Collections.unmodifiableMap(presets);
    }

    private void reject(String origin, Throwable why) {
        RejectedPlugin plugin = new RejectedPlugin(origin, RejectionReason.of(why));
        rejected.add(plugin);
        LOG.warn("Skipped plugin {}: {}", plugin.origin(), plugin.reason());
        LOG.debug("Why {} was skipped", origin, why);
    }
}
