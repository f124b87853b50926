/**
 * The dialect {@code cohere-embeddings}: Cohere's {@code /v2/embed}, read and written both ways. Start with {@link
 * dev.caravan.provider.cohere.embeddings.CohereEmbeddingDialect}. Source: <a
 * href="https://docs.cohere.com/reference/embed">Cohere's API reference, Embed (v2)</a>.
 */
@NullMarked
package dev.caravan.provider.cohere.embeddings;

import org.jspecify.annotations.NullMarked;
