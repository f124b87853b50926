package dev.caravan.processors.cache;

import java.time.Duration;

/**
 * A call's answer is to be kept.
 *
 * @param key its question
 * @param ttl how long it may be given again
 */
public record CacheTicket(CacheKey key, Duration ttl) {}
