package dev.caravan.processors.models;

import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.pricing.ModelFacts;
import dev.caravan.processors.routing.ConfiguredProvider;
import dev.caravan.spi.ModelInfo;
import org.jspecify.annotations.Nullable;

/**
 * A model as the catalogue shows it.
 *
 * @param id the name that a call uses: an alias, or the provider's own name
 * @param provider who serves it
 * @param model the model as the provider names it, or null where an alias leaves it open
 * @param created seconds since the epoch, 0 when unknown
 * @param ownedBy who made it
 * @param displayName its name for people, or null
 * @param facts what else is known of it
 */
record ListedModel(
        String id,
        ConfiguredProvider provider,
        @Nullable String model,
        long created,
        String ownedBy,
        @Nullable String displayName,
        ModelFacts facts) {

    /**
     * @param info what the provider says of the model
     * @param listed what price lists say of it: where both know something, the provider knows better
     */
    static ListedModel of(String id, ConfiguredProvider provider, ModelInfo info, ModelFacts listed) {
        ModelFacts told =
                new ModelFacts(null, info.contextWindow(), info.maxOutput(), ModelFacts.UNKNOWN.capabilities(), null);
        return new ListedModel(
                id, provider, info.id(), info.created(), info.ownedBy(), info.displayName(), told.or(listed));
    }

    /** An alias that leaves the model open. */
    static ListedModel open(String alias, ConfiguredProvider provider) {
        return new ListedModel(alias, provider, null, 0, provider.name(), null, ModelFacts.UNKNOWN);
    }

    boolean isOpenTo(Principal caller) {
        return caller.mayUseProvider(provider.name()) && caller.mayUseModel(id, provider.name(), model);
    }

    /** Whether a call could name it so: by its id, or by {@code provider/model}. */
    boolean isNamed(String name) {
        int slash = provider.name().length();
        return name.equals(id)
                || (name.length() == slash + 1 + id.length()
                        && name.startsWith(provider.name())
                        && name.charAt(slash) == '/'
                        && name.endsWith(id)
                        && id.equals(model));
    }

    ListedModel withId(String other) {
        return new ListedModel(other, provider, model, created, ownedBy, displayName, facts);
    }

    /** Its name for people; the id where it has none. */
    String title() {
        return displayName == null ? id : displayName;
    }
}
