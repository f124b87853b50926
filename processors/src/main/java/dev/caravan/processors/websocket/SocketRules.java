package dev.caravan.processors.websocket;

import java.time.Duration;

/**
 * What a WebSocket may do.
 *
 * @param maxFrame the most bytes of one frame, from either side; a larger one ends the session
 * @param idle how long both sides may say nothing
 */
public record SocketRules(int maxFrame, Duration idle) {

    public static final SocketRules DEFAULT = new SocketRules(16 << 20, Duration.ofMinutes(10));
}
