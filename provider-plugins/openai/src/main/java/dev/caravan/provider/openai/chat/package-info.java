/**
 * The dialect {@code openai-chat}: OpenAI's chat completions, read and written both ways. Start with {@link
 * dev.caravan.provider.openai.chat.OpenAiChatDialect}. Source: <a
 * href="https://platform.openai.com/docs/api-reference/chat">OpenAI's API reference</a>; what other providers added to it
 * ({@code reasoning_content}, {@code reasoning_details}, {@code cache_control}) is read where clients send it.
 */
@NullMarked
package dev.caravan.provider.openai.chat;

import org.jspecify.annotations.NullMarked;
