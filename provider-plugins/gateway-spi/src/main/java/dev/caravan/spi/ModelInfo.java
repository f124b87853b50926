package dev.caravan.spi;

import org.jspecify.annotations.Nullable;

/**
 * A model of a provider.
 *
 * @param id the name that a call uses
 * @param created seconds since the epoch, 0 when unknown
 * @param ownedBy who made it
 * @param displayName its name for people, or null
 * @param contextWindow how many tokens it can read, 0 when unknown
 * @param maxOutput how many tokens it can answer with, 0 when unknown
 */
public record ModelInfo(
        String id, long created, String ownedBy, @Nullable String displayName, long contextWindow, long maxOutput) {

    /** A model of which nothing more is known. */
    public ModelInfo(String id, long created, String ownedBy) {
        this(id, created, ownedBy, null, 0, 0);
    }
}
