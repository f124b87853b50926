/**
 * The dialect {@code mistral-chat}: Mistral's chat completions, read and written both ways. Start with {@link
 * dev.caravan.provider.mistral.chat.MistralChatDialect}. Source: <a href="https://docs.mistral.ai/api/endpoint/chat">Mistral's
 * API reference</a> and the models of its <a href="https://github.com/mistralai/client-python">Python client</a>.
 */
@NullMarked
package dev.caravan.provider.mistral.chat;

import org.jspecify.annotations.NullMarked;
