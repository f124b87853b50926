/** OpenAI's realtime sessions: what a handshake asks for, and what a session uses. Start with {@code ReadRealtimeRequest}. */
@NullMarked
package dev.caravan.processors.realtime;

import org.jspecify.annotations.NullMarked;
