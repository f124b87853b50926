package dev.caravan.processors.pricing;

/** How urgently a call is served, where a provider charges more or less for it. */
public enum ServiceTier {
    STANDARD,
    /** As part of a batch, within hours. */
    BATCH,
    /** Slower and cheaper. */
    FLEX,
    /** Faster and dearer. */
    PRIORITY;

    /** The tier in price lists and answers: {@code batch}. */
    public String word() {
        return Word.of(this);
    }
}
