package dev.caravan.processors.auth;

import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** All keys of the gateway. Immutable: a change of the keys is a new ring. */
public final class KeyRing {

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

    /** Whom the presented key stands for; empty when it is unknown, disabled or expired. */
    public Optional<Principal> principal(String presented) {
        ApiKey key = keys.get(KeyHash.of(presented));
        return key != null && key.isGood(clock) ? Optional.of(key.principal()) : Optional.empty();
    }

    /** Whether that text is a key of the gateway, be it good, disabled or expired. */
    public boolean holds(String text) {
        return keys.containsKey(KeyHash.of(text));
    }
}
