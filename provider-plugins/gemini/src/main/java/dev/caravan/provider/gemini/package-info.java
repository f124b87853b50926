/**
 * The provider plugin {@code gemini}: Google's Gemini API, and Gemini on Vertex AI. Start at {@link
 * dev.caravan.provider.gemini.GeminiPlugin}, which lists its settings; the wire formats are in {@code generate} and {@code
 * embeddings}.
 */
@NullMarked
package dev.caravan.provider.gemini;

import org.jspecify.annotations.NullMarked;
