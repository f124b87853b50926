package dev.caravan.processors.routing;

import dev.caravan.processors.agents.Agent;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The configured providers, model aliases and agents, in the order of the configuration. Immutable. */
public final class ProviderRegistry {

    private final List<ConfiguredProvider> all;
    private final Map<String, ConfiguredProvider> byName;
    private final Map<String, Alias> aliases;
    private final Map<String, Agent> agents;

    /**
     * @param providers in the order of the configuration; names are unique
     * @param aliases what a model's alias stands for, in the order of the configuration
     */
    public ProviderRegistry(List<ConfiguredProvider> providers, Map<String, Alias> aliases) {
        this(providers, aliases, Map.of());
    }

    /** @param agents by the names by which they are called, in the order of the configuration; none is an alias's */
    public ProviderRegistry(List<ConfiguredProvider> providers, Map<String, Alias> aliases, Map<String, Agent> agents) {
        this.agents = Collections.unmodifiableMap(new LinkedHashMap<>(agents));
        this.byName = new LinkedHashMap<>();
        providers.forEach(provider -> byName.put(provider.name(), provider));
        this.all = List.copyOf(byName.values());
        this.aliases = Collections.unmodifiableMap(new LinkedHashMap<>(aliases));
    }

    public Optional<ConfiguredProvider> provider(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All providers in the order of the configuration. */
    public List<ConfiguredProvider> all() {
        return all;
    }

    /** The aliases in the order of the configuration. */
    public Map<String, Alias> aliases() {
        return aliases;
    }

    /** The agents in the order of the configuration. */
    public Map<String, Agent> agents() {
        return agents;
    }
}
