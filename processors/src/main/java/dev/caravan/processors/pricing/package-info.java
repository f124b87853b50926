/**
 * What is known of models beside their names: limits, capabilities, prices. It comes from price lists, which are read
 * elsewhere. Start with {@code ModelRegistry}; what a call costs is asked of {@code Prices}.
 */
@NullMarked
package dev.caravan.processors.pricing;

import org.jspecify.annotations.NullMarked;
