package dev.caravan.processors.limits;

import org.jspecify.annotations.Nullable;

/**
 * How a window stood when a call took its share, for the caller to know.
 *
 * @param limit how many calls, or tokens, the window allows
 * @param remaining how many of them are left
 * @param full when all of them are there again, in nanoseconds of {@link System#nanoTime()}
 */
public record Standing(long limit, long remaining, long full) {

    /** The one that will stop the caller first: less left, or else the longer wait. */
    public static @Nullable Standing tighter(@Nullable Standing one, @Nullable Standing other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        if (one.remaining != other.remaining) {
            return one.remaining < other.remaining ? one : other;
        }
        return one.full - other.full >= 0 ? one : other;
    }
}
