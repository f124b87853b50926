/**
 * The dialect {@code cohere}: Cohere's {@code /v2/chat}, read and written both ways. Start with {@link
 * dev.caravan.provider.cohere.chat.CohereChatDialect}. Source: <a href="https://docs.cohere.com/reference/chat">Cohere's API
 * reference, Chat (v2)</a> and <a href="https://docs.cohere.com/v2/docs/streaming">A Guide to Streaming Responses</a>.
 */
@NullMarked
package dev.caravan.provider.cohere.chat;

import org.jspecify.annotations.NullMarked;
