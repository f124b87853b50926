/**
 * The dialects {@code ollama} and {@code ollama-generate}: Ollama's {@code /api/chat} and {@code /api/generate}, read and
 * written both ways. Start with {@link dev.caravan.provider.ollama.chat.OllamaChatDialect} and {@link
 * dev.caravan.provider.ollama.chat.OllamaGenerateDialect}; they have their settings and the frame of their answers in common.
 * Source: <a href="https://docs.ollama.com/api/chat">Ollama's API reference</a>.
 */
@NullMarked
package dev.caravan.provider.ollama.chat;

import org.jspecify.annotations.NullMarked;
