/**
 * The provider plugin {@code ollama}: a server of Ollama, called by its own API and by the paths of its that speak OpenAI's.
 * Start at {@link dev.caravan.provider.ollama.OllamaPlugin}, which lists the settings; the wire formats are in {@code chat} and
 * {@code embeddings}.
 */
@NullMarked
package dev.caravan.provider.ollama;

import org.jspecify.annotations.NullMarked;
