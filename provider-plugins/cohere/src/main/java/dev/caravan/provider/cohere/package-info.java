/**
 * The provider plugin {@code cohere}: Cohere's API, version 2. Start at {@link dev.caravan.provider.cohere.CoherePlugin},
 * which lists its settings; the wire formats are in {@code chat} and {@code embeddings}.
 */
@NullMarked
package dev.caravan.provider.cohere;

import org.jspecify.annotations.NullMarked;
