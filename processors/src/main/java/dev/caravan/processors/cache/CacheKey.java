package dev.caravan.processors.cache;

import java.nio.ByteBuffer;

/** The SHA-256 of a question and all that its answer depends on. */
public record CacheKey(long first, long second, long third, long fourth) {

    /** @param hash 32 bytes */
    static CacheKey of(byte[] hash) {
        ByteBuffer bytes = ByteBuffer.wrap(hash);
        return new CacheKey(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
    }
}
