package dev.caravan.gateway.config;

/**
 * What a model's alias stands for.
 *
 * @param provider the name of a configured provider
 * @param model the model as that provider names it; may hold slashes
 */
public record AliasConfig(String provider, String model) {}
