/**
 * The neutral chat model: what every chat dialect can be read into and written from. Start with {@link
 * dev.caravan.spi.chat.ChatDialect}; a request is a {@link dev.caravan.spi.chat.ChatRequest}, a whole answer a {@link
 * dev.caravan.spi.chat.ChatAnswer}, a streamed one a sequence of {@link dev.caravan.spi.chat.ChatEvent}s.
 */
@NullMarked
package dev.caravan.spi.chat;

import org.jspecify.annotations.NullMarked;
