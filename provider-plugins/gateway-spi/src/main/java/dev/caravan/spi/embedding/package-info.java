/** The neutral model of embeddings; start with {@link dev.caravan.spi.embedding.EmbeddingDialect}. */
@NullMarked
package dev.caravan.spi.embedding;

import org.jspecify.annotations.NullMarked;
