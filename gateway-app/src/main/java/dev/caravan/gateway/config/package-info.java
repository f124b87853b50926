/**
 * The typed form of {@code config/gateway.yaml}. {@link dev.caravan.gateway.config.ConfigReader} reads a file into a
 * {@link dev.caravan.gateway.config.ConfigDraft}: the configuration, and every problem that was found on the way.
 * Nothing here reads the environment by itself or prints a secret. Start with the reader, then {@code GatewayConfig}.
 */
@NullMarked
package dev.caravan.gateway.config;

import org.jspecify.annotations.NullMarked;
