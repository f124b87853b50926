package dev.caravan.processors.pricing;

import org.jspecify.annotations.Nullable;

/** How urgently a call is served, where a provider charges more or less for it. */
public enum ServiceTier {
    STANDARD,
    /** As part of a batch, within hours. */
    BATCH,
    /** Slower and cheaper. */
    FLEX,
    /** Faster and dearer. */
    PRIORITY;

    /** The tier that a provider's word stands for; the standard one for a word that means no other price, and without one. */
    public static ServiceTier named(@Nullable String word) {
        for (ServiceTier tier : values()) {
            if (tier.word().equals(word)) {
                return tier;
            }
        }
        return STANDARD;
    }

    /** The tier in price lists and answers: {@code batch}. */
    public String word() {
        return Word.of(this);
    }
}
