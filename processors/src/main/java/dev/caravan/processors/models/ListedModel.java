package dev.caravan.processors.models;

import dev.caravan.processors.auth.Principal;
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
 */
record ListedModel(String id, ConfiguredProvider provider, @Nullable String model, long created, String ownedBy) {

    static ListedModel of(ConfiguredProvider provider, ModelInfo info) {
        return new ListedModel(info.id(), provider, info.id(), info.created(), info.ownedBy());
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
        return new ListedModel(other, provider, model, created, ownedBy);
    }
}
