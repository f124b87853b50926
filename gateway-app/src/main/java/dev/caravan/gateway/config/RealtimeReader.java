package dev.caravan.gateway.config;

import dev.caravan.processors.websocket.SocketRules;

/** Reads {@code realtime}. */
final class RealtimeReader {

    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;

    private RealtimeReader() {}

    static SocketRules read(Section realtime) {
        try (realtime) {
            return new SocketRules(
                    (int) realtime.size("max-frame", SocketRules.DEFAULT.maxFrame(), KIB, 256 * MIB, "1KiB and 256MiB"),
                    realtime.duration("idle", SocketRules.DEFAULT.idle()));
        }
    }
}
