/**
 * The provider plugin {@code ollama}: a server of Ollama, called by the paths of its that speak OpenAI's API; its own API is
 * passed through. Start at {@link dev.caravan.provider.ollama.OllamaPlugin}, which lists the settings.
 */
@NullMarked
package dev.caravan.provider.ollama;

import org.jspecify.annotations.NullMarked;
