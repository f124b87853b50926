package dev.caravan.processors.routing;

import org.jspecify.annotations.Nullable;

/**
 * A (provider, model) that may serve a call.
 *
 * @param provider the provider
 * @param model the model as that provider names it, or null where the call has none
 */
public record Target(ConfiguredProvider provider, @Nullable String model) {}
