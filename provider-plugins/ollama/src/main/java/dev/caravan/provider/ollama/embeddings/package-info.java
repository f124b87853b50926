/**
 * The dialect {@code ollama-embeddings}: Ollama's {@code /api/embed}, read and written both ways. Start with {@link
 * dev.caravan.provider.ollama.embeddings.OllamaEmbeddingDialect}. Source: <a
 * href="https://docs.ollama.com/api/embed">Ollama's API reference, Generate embeddings</a>.
 */
@NullMarked
package dev.caravan.provider.ollama.embeddings;

import org.jspecify.annotations.NullMarked;
