package dev.caravan.processors.auth;

import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A set of keys. Immutable: a change of the keys is a new ring. */
public final class KeyRing implements Keys {

    private final Map<KeyHash, ApiKey> keys = new HashMap<>();
    private final Clock clock;

    /**
     * @param keys the keys; no two of them the same
     * @param clock tells whether a key has expired
     * @throws IllegalArgumentException when two entries hold the same key; names both
     */
    public KeyRing(Collection<ApiKey> keys, Clock clock) {
        for (ApiKey key : keys) {
            ApiKey other = this.keys.put(key.hash(), key);
            if (other != null) {
                throw new IllegalArgumentException("'" + other.principal().name() + "' and '"
                        + key.principal().name() + "' are the same key");
            }
        }
        this.clock = clock;
    }

    @Override
    public Optional<Principal> principal(String presented) {
        ApiKey key = find(KeyHash.of(presented));
        return key != null && key.isGood(clock) ? Optional.of(key.principal()) : Optional.empty();
    }

    /** The key of that hash, be it good or not; null when the ring has none. */
    public @Nullable ApiKey find(KeyHash hash) {
        return keys.get(hash);
    }

    @Override
    public boolean holds(String text) {
        return keys.containsKey(KeyHash.of(text));
    }
}
