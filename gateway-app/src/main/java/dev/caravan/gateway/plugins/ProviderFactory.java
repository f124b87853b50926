package dev.caravan.gateway.plugins;

import dev.caravan.gateway.config.ConfigDraft;
import dev.caravan.gateway.config.ConfigProblems;
import dev.caravan.gateway.config.Nearest;
import dev.caravan.gateway.config.ProviderConfig;
import dev.caravan.processors.routing.ConfiguredProvider;
import dev.caravan.spi.Provider;
import dev.caravan.spi.Settings;
import dev.caravan.spi.SettingsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds the configured providers with their plugins, a preset's settings beneath the operator's. */
public final class ProviderFactory {

    private static final Logger LOG = LoggerFactory.getLogger(ProviderFactory.class);

    private final Plugins plugins;

    public ProviderFactory(Plugins plugins) {
        this.plugins = plugins;
    }

    /**
     * Builds every provider of a configuration; may block, as plugins may.
     *
     * @return the providers in the order of the file; the caller closes them
     * @throws dev.caravan.gateway.config.ConfigException with every problem of the draft, those that the plugins found
     *     among them; no provider is left open then
     */
    public List<ConfiguredProvider> create(ConfigDraft draft) {
        List<ConfiguredProvider> providers = new ArrayList<>();
        boolean complete = false;
        try {
            for (ProviderConfig config : draft.config().providers()) {
                create(config, draft.problems()).ifPresent(providers::add);
            }
            draft.problems().throwIfAny();
            complete = true;
            return List.copyOf(providers);
        } finally {
            if (!complete) {
                providers.forEach(ProviderFactory::close);
            }
        }
    }

    private Optional<ConfiguredProvider> create(ProviderConfig config, ConfigProblems problems) {
        Optional<PluginChoice> choice = plugins.choice(config.plugin());
        if (choice.isEmpty()) {
            problems.add(
                    config.settings().path() + ".plugin",
                    "there is no plugin '" + config.plugin() + "'",
                    namesNear(config));
            return Optional.empty();
        }
        LoadedPlugin plugin = choice.get().plugin();
        Settings settings = config.section().over(choice.get().preset());
        Provider provider = create(plugin, settings, problems);
        if (provider == null) {
            return Optional.empty();
        }
        problems.addUnread(settings);
        return Optional.of(new ConfiguredProvider(
                config.name(),
                plugin.name(),
                provider,
                config.passThroughCredentials(),
                config.models(),
                config.formatUrls(),
                config.forwardHeaders(),
                config.timeouts()));
    }

    private String namesNear(ProviderConfig config) {
        Set<String> presets = plugins.presetNames();
        List<String> names = new ArrayList<>(plugins.names());
        names.addAll(presets);
        return Nearest.hint(config.plugin(), names) + "Plugins here: " + String.join(", ", plugins.names())
                + (presets.isEmpty() ? "" : ". Presets: " + String.join(", ", presets));
    }

    private static @Nullable Provider create(LoadedPlugin plugin, Settings settings, ConfigProblems problems) {
        String path = settings.path();
        String fix = "Ask the plugin's author, or leave the provider out";
        try {
            Provider provider = plugin.create(settings);
            if (provider == null) {
                problems.add(path, "its plugin '" + plugin.name() + "' made no provider", fix);
            }
            return provider;
        } catch (SettingsException e) {
            problems.add(e);
        } catch (RuntimeException | LinkageError e) {
            // The plugin is foreign code: a fault in it must not stop the gateway from telling what else is wrong.
            problems.add(path, "its plugin '" + plugin.name() + "' broke: " + RejectionReason.of(e), fix);
        }
        return null;
    }

    private static void close(ConfiguredProvider provider) {
        try {
            provider.provider().close();
        } catch (RuntimeException e) {
            // Without the message: it is the plugin's and may quote its configuration.
            LOG.warn(
                    "Provider {} did not close: {}",
                    provider.name(),
                    e.getClass().getName());
        }
    }
}
