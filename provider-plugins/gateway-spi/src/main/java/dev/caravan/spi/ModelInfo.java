package dev.caravan.spi;

/**
 * A model of a provider.
 *
 * @param id the name that a call uses
 * @param created seconds since the epoch, 0 when unknown
 * @param ownedBy who made it
 */
public record ModelInfo(String id, long created, String ownedBy) {}
