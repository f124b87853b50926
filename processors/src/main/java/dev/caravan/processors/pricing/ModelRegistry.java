package dev.caravan.processors.pricing;

import dev.caravan.processors.routing.ConfiguredProvider;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the price lists know of models. Immutable and thread-safe; a reload of the configuration makes a new one.
 *
 * <p>How a model is found: in each list, by its name as it is; then without the {@code provider/} in front of it; then
 * without a version or a date at its end. For each of these names an exact entry wins over a pattern. The lists fill one
 * another up: each fact comes from the first list that knows the model and states it.
 */
public final class ModelRegistry {

    /** Knows nothing. */
    public static final ModelRegistry EMPTY = new ModelRegistry(List.of());

    private final List<PriceList> lists;

    /** @param lists the one that wins first */
    public ModelRegistry(List<PriceList> lists) {
        this.lists = List.copyOf(lists);
    }

    /**
     * What is known of a provider's model: looked for under the provider's name first, then under its plugin's.
     *
     * @param model the model as that provider names it
     * @return {@link ModelFacts#UNKNOWN} when no list knows it
     */
    public ModelFacts find(ConfiguredProvider provider, String model) {
        return find(List.of(provider.name(), provider.plugin()), model);
    }

    /** The same for one name of a provider or a plugin. */
    public ModelFacts find(String provider, String model) {
        return find(List.of(provider), model);
    }

    private ModelFacts find(List<String> providers, String model) {
        Set<String> names = ModelNames.of(model);
        ModelFacts facts = ModelFacts.UNKNOWN;
        for (PriceList list : lists) {
            ModelFacts found = find(list, providers, names);
            if (found != null) {
                facts = facts.or(found);
            }
        }
        return facts;
    }

    private static @Nullable ModelFacts find(PriceList list, List<String> providers, Set<String> names) {
        for (String provider : providers) {
            ModelFacts found = list.find(provider, names);
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
