package dev.caravan.processors.sessions;

import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.UUID;

/**
 * Makes ids that nobody can guess, on an event loop too: unlike {@link UUID#randomUUID}, it reads from the operating system only
 * when it is made. Thread-safe.
 */
public final class SessionIds {

    private static final int SEED_BYTES = 64;
    private static final long VERSION = 0x4000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final SecureRandom random;

    private SessionIds(SecureRandom random) {
        this.random = random;
    }

    /** Reads its seed: not for an event loop. */
    public static SessionIds seeded() {
        try {
            // Seeded by itself it would read where older kernels let one wait for entropy.
            byte[] seed = new byte[SEED_BYTES];
            new SecureRandom().nextBytes(seed);
            SecureRandom random = SecureRandom.getInstance("DRBG");
            random.setSeed(seed);
            return new SessionIds(random);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }

    /** A random UUID in lower case. */
    public String next() {
        byte[] bytes = new byte[2 * Long.BYTES];
        random.nextBytes(bytes);
        ByteBuffer octets = ByteBuffer.wrap(bytes);
        long high = octets.getLong() & ~0xf000L | VERSION;
        long low = octets.getLong() >>> 2 | VARIANT;
        return new UUID(high, low).toString();
    }
}
