package dev.caravan.gateway.keys;

import dev.caravan.processors.auth.ApiKey;
import dev.caravan.processors.auth.FreshKey;
import dev.caravan.processors.auth.KeyHash;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key of the database. Its times are whole milliseconds.
 *
 * @param id a UUIDv7
 * @param version the number of the change that made it so; 0 before it is stored
 * @param spec what the administrator says of it
 * @param hash of the key that is good now
 * @param prefix the first characters of that key
 * @param previousHash of the key before the last rotation; null when it was never rotated
 * @param previousGoodUntil when that one ends; at that instant it is no longer good
 * @param createdAt when it was made
 * @param revokedAt when it was revoked; null while it lives
 */
record StoredKey(
        String id,
        long version,
        KeySpec spec,
        KeyHash hash,
        String prefix,
        @Nullable KeyHash previousHash,
        @Nullable Instant previousGoodUntil,
        Instant createdAt,
        @Nullable Instant revokedAt) {

    static StoredKey fresh(String id, KeySpec spec, FreshKey key, Instant now) {
        return new StoredKey(id, 0, spec, key.hash(), key.prefix(), null, null, now, null);
    }

    String name() {
        return spec.principal().name();
    }

    @Nullable
    String project() {
        return spec.principal().project();
    }

    boolean isRevoked() {
        return revokedAt != null;
    }

    /** What callers may present: the key, and the one before it. Those that are good no more are among them. */
    List<ApiKey> presentable() {
        boolean usable = spec.enabled() && !isRevoked();
        ApiKey current = new ApiKey(hash, spec.principal(), usable, spec.expiresAt());
        if (previousHash == null || previousGoodUntil == null) {
            return List.of(current);
        }
        return List.of(
                current,
                new ApiKey(previousHash, spec.principal(), usable, earlier(previousGoodUntil, spec.expiresAt())));
    }

    StoredKey stored(long change) {
        return new StoredKey(id, change, spec, hash, prefix, previousHash, previousGoodUntil, createdAt, revokedAt);
    }

    StoredKey with(KeySpec changed) {
        return new StoredKey(id, version, changed, hash, prefix, previousHash, previousGoodUntil, createdAt, revokedAt);
    }

    /** The present key becomes the previous one, whatever that was. */
    StoredKey rotated(FreshKey key, Instant goodUntil) {
        return new StoredKey(id, version, spec, key.hash(), key.prefix(), hash, goodUntil, createdAt, revokedAt);
    }

    StoredKey revoked(Instant now) {
        return new StoredKey(id, version, spec, hash, prefix, previousHash, previousGoodUntil, createdAt, now);
    }

    private static Instant earlier(Instant one, @Nullable Instant other) {
        return other == null || one.isBefore(other) ? one : other;
    }
}
