package dev.caravan.gateway.config;

import dev.caravan.spi.Settings;

/**
 * An entry under {@code listeners}: its name, the name of its kind, and the section for the kind to read the rest.
 *
 * @param name its name
 * @param kind the name of its kind, which may not exist; empty where the file names none
 * @param settings the section
 */
public record ListenerConfig(String name, String kind, Settings settings) {}
