package dev.caravan.spi.wire;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ids for answers, calls and items of a provider that gives none. They do not collide, but they can be guessed: they are no
 * secrets. Unlike {@link UUID#randomUUID} this never waits for the operating system, so that an event loop may call it.
 */
public final class MadeUpId {

    private MadeUpId() {}

    /** A new one in a UUID's form, of version 4. */
    public static UUID uuid() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = random.nextLong() & ~0xF000L | 0x4000L;
        long low = random.nextLong() >>> 2 | 1L << 63;
        return new UUID(high, low);
    }

    /** A new one of 32 lower-case hexadecimal digits. */
    public static String hex() {
        return uuid().toString().replace("-", "");
    }
}
