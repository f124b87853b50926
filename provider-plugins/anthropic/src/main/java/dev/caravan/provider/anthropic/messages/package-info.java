/**
 * The dialect {@code anthropic-messages}: Anthropic's Messages API, read and written both ways. Start with {@link
 * dev.caravan.provider.anthropic.messages.AnthropicMessagesDialect}. Sources: <a
 * href="https://platform.claude.com/docs/en/api/messages">Anthropic's API reference</a>, its guides to <a
 * href="https://platform.claude.com/docs/en/build-with-claude/streaming">streaming</a> and <a
 * href="https://platform.claude.com/docs/en/build-with-claude/adaptive-thinking">thinking</a>, and the types of its
 * official SDKs.
 */
@NullMarked
package dev.caravan.provider.anthropic.messages;

import org.jspecify.annotations.NullMarked;
