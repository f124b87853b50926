package dev.caravan.gateway.plugins;

import dev.caravan.spi.Settings;
import dev.caravan.spi.guard.Guardrail;
import dev.caravan.spi.guard.GuardrailKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kinds of guardrails on the class path and in the plugin jars. A name belongs to who has it first; what cannot be loaded is
 * logged in one line and skipped. Immutable.
 */
public final class GuardrailKinds {

    private static final Logger LOG = LoggerFactory.getLogger(GuardrailKinds.class);

    private final Map<String, GuardrailKind> byName = new LinkedHashMap<>();

    private GuardrailKinds() {}

    /**
     * Finds the kinds; blocks.
     *
     * @param host sees the kinds that come with the gateway, and the SPI
     */
    public static GuardrailKinds load(ClassLoader host, Plugins plugins) {
        GuardrailKinds kinds = new GuardrailKinds();
        List<ClassLoader> classLoaders = new ArrayList<>();
        classLoaders.add(host);
        classLoaders.addAll(plugins.classLoaders());
        classLoaders.forEach(kinds::loadFrom);
        return kinds;
    }

    private void loadFrom(ClassLoader classLoader) {
        try (ContextClassLoader ignored = new ContextClassLoader(classLoader)) {
            Iterator<GuardrailKind> kinds =
                    ServiceLoader.load(GuardrailKind.class, classLoader).iterator();
            while (kinds.hasNext()) {
                GuardrailKind kind = kinds.next();
                if (byName.putIfAbsent(kind.name(), kind) != null) {
                    LOG.warn("Skipped a kind of guardrail: the name '{}' is already taken", kind.name());
                }
            }
        } catch (RuntimeException | LinkageError | ServiceConfigurationError e) {
            LOG.warn("Skipped the guardrails of {}: {}", classLoader.getName(), RejectionReason.of(e));
            LOG.debug("Why they were skipped", e);
        }
    }

    /** The kinds' names, those of the class path first. */
    Set<String> names() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    /**
     * Makes a guardrail, with its kind's class loader in charge.
     *
     * @return null when there is no such kind
     * @throws dev.caravan.spi.SettingsException when a value of the configuration is missing or wrong
     */
    @Nullable
    Guardrail create(String kind, Settings settings) {
        GuardrailKind found = byName.get(kind);
        if (found == null) {
            return null;
        }
        try (ContextClassLoader ignored =
                new ContextClassLoader(found.getClass().getClassLoader())) {
            return found.create(settings);
        }
    }
}
