/**
 * Reads price lists: the gateway's own format in YAML, and the JSON of LiteLLM's {@code model_prices_and_context_window.json}.
 * Start with {@link dev.caravan.gateway.pricing.PriceFiles}.
 */
@NullMarked
package dev.caravan.gateway.pricing;

import org.jspecify.annotations.NullMarked;
