package dev.caravan.provider.echo;

import dev.caravan.spi.Settings;
import java.time.Duration;

/**
 * How badly to answer; see {@link EchoPlugin}.
 *
 * @param delay before the first byte
 * @param chunkDelay between chunks
 * @param failStatus an HTTP status of 400 to 599, or 0 for success
 * @param breakAfter the number of chunks after which the answer breaks off, or {@link #NEVER}
 */
record Misbehaviour(Duration delay, Duration chunkDelay, int failStatus, int breakAfter) {

    static final int NEVER = -1;
    static final Misbehaviour NONE = new Misbehaviour(Duration.ZERO, Duration.ZERO, 0, NEVER);

    private static final Duration LONGEST = Duration.ofHours(1);

    /** This, with what the settings say over it. */
    Misbehaviour changedBy(Settings settings) {
        return new Misbehaviour(
                time(settings, "delay", delay),
                time(settings, "chunk-delay", chunkDelay),
                settings.integer("fail-status", failStatus, 400, 599),
                settings.integer("break-after", breakAfter, 0, Integer.MAX_VALUE));
    }

    boolean fails() {
        return failStatus != 0;
    }

    /** Whether it makes a difference how many chunks an answer has. */
    boolean countsChunks() {
        return breakAfter != NEVER || !chunkDelay.isZero();
    }

    private static Duration time(Settings settings, String key, Duration otherwise) {
        Duration time = settings.duration(key, otherwise);
        if (time.compareTo(LONGEST) > 0) {
            throw settings.invalid(key, "is longer than an hour", "Write a time up to 1h");
        }
        return time;
    }
}
