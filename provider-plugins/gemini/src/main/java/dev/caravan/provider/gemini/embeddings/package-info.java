/** The embedding dialect {@code gemini-embeddings}: {@code batchEmbedContents}. */
@NullMarked
package dev.caravan.provider.gemini.embeddings;

import org.jspecify.annotations.NullMarked;
