package dev.caravan.spi.chat;

import org.jspecify.annotations.Nullable;

/**
 * A mark that says: what stands up to here may be kept in the provider's prompt cache. Anthropic's {@code cache_control} and
 * Bedrock's {@code cachePoint}.
 *
 * @param ttl how long, in the provider's words ({@code 5m}, {@code 1h}), or null for its default
 */
public record CacheHint(@Nullable String ttl) {}
