/**
 * The provider plugin {@code mistral}: Mistral's own API. Start at {@link dev.caravan.provider.mistral.MistralPlugin}, which
 * lists its settings; the package {@code chat} has its dialect.
 */
@NullMarked
package dev.caravan.provider.mistral;

import org.jspecify.annotations.NullMarked;
