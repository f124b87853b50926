package dev.caravan.processors.pricing;

import java.util.Set;

/**
 * One line of a price list.
 *
 * @param name a model's name, or a pattern in which {@code *} stands for any text, also none
 * @param providers names of provider plugins, or of configured providers, whose models are meant; empty for all
 * @param facts what is known
 */
public record ModelEntry(String name, Set<String> providers, ModelFacts facts) {

    public ModelEntry {
        providers = Set.copyOf(providers);
    }

    boolean isPattern() {
        return name.indexOf('*') >= 0;
    }

    boolean isFor(String provider) {
        return providers.isEmpty() || providers.contains(provider);
    }
}
