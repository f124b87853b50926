package dev.caravan.gateway.plugins;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kinds of something, such as guardrails, on the class path and in the plugin jars. A name belongs to who has it first; what
 * cannot be loaded is logged in one line and skipped. Immutable.
 */
public final class Kinds<K> {

    private static final Logger LOG = LoggerFactory.getLogger(Kinds.class);

    private final Map<String, K> byName = new LinkedHashMap<>();
    private final Class<K> type;
    private final Function<K, String> name;

    private Kinds(Class<K> type, Function<K, String> name) {
        this.type = type;
        this.name = name;
    }

    /**
     * Finds the kinds; blocks.
     *
     * @param host sees the kinds that come with the gateway, and the SPI
     * @param name tells a kind's name
     */
    public static <K> Kinds<K> load(Class<K> type, Function<K, String> name, ClassLoader host, Plugins plugins) {
        Kinds<K> kinds = new Kinds<>(type, name);
        List<ClassLoader> classLoaders = new ArrayList<>();
        classLoaders.add(host);
        classLoaders.addAll(plugins.classLoaders());
        classLoaders.forEach(kinds::loadFrom);
        return kinds;
    }

    private void loadFrom(ClassLoader classLoader) {
        try (ContextClassLoader ignored = new ContextClassLoader(classLoader)) {
            Iterator<K> kinds = ServiceLoader.load(type, classLoader).iterator();
            while (kinds.hasNext()) {
                K kind = kinds.next();
                if (byName.putIfAbsent(name.apply(kind), kind) != null) {
                    LOG.warn("Skipped a {}: the name '{}' is already taken", type.getSimpleName(), name.apply(kind));
                }
            }
        } catch (RuntimeException | LinkageError | ServiceConfigurationError e) {
            LOG.warn(
                    "Skipped what {} has of {}: {}",
                    classLoader.getName(),
                    type.getSimpleName(),
                    RejectionReason.of(e));
            LOG.debug("Why they were skipped", e);
        }
    }

    /** The kinds' names, those of the class path first. */
    Set<String> names() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    /**
     * Makes something of a kind, with its kind's class loader in charge.
     *
     * @return null when there is no such kind
     * @throws dev.caravan.spi.SettingsException when a value of the configuration is missing or wrong
     */
    <T> @Nullable T create(String kind, Function<K, T> make) {
        K found = byName.get(kind);
        if (found == null) {
            return null;
        }
        try (ContextClassLoader ignored =
                new ContextClassLoader(found.getClass().getClassLoader())) {
            return make.apply(found);
        }
    }
}
