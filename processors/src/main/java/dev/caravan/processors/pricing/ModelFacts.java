package dev.caravan.processors.pricing;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a model beside its name.
 *
 * @param mode what it is for, or null when unknown
 * @param contextWindow how many tokens it can read, 0 when unknown
 * @param maxOutput how many tokens it can answer with, 0 when unknown
 * @param capabilities what it can do, as far as known, in the order of the enum
 * @param prices what it costs, or null when unknown
 */
public record ModelFacts(
        @Nullable ModelMode mode,
        long contextWindow,
        long maxOutput,
        Set<Capability> capabilities,
        @Nullable Prices prices) {

    /** Nothing is known. */
    public static final ModelFacts UNKNOWN = new ModelFacts(null, 0, 0, Set.of(), null);

    public ModelFacts {
        Set<Capability> ordered = EnumSet.noneOf(Capability.class);
        ordered.addAll(capabilities);
        capabilities = Collections.unmodifiableSet(ordered);
    }

    /** These facts, and the others' where these say nothing. Capabilities and prices are taken as a whole, never mixed. */
    public ModelFacts or(ModelFacts others) {
        return new ModelFacts(
                mode == null ? others.mode : mode,
                contextWindow == 0 ? others.contextWindow : contextWindow,
                maxOutput == 0 ? others.maxOutput : maxOutput,
                capabilities.isEmpty() ? others.capabilities : capabilities,
                prices == null ? others.prices : prices);
    }
}
