package dev.caravan.gateway.keys;

import dev.caravan.processors.auth.ApiKey;
import dev.caravan.processors.auth.KeyHash;
import dev.caravan.processors.auth.KeyRing;
import dev.caravan.processors.auth.Keys;
import dev.caravan.processors.auth.Principal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All keys of the gateway as one generation sees them: those of its configuration, then those of the database. A key that is
 * in both is what the configuration says. A lookup is one in memory for each; nothing waits.
 *
 * <p>The generated key of a gateway without configured keys lets in who started it, until the database has a key that
 * administers everything. (If any key ended it, the first key of an application would lock the administrator out.)
 */
public final class LiveKeys implements Keys {

    private final KeyRing configured;
    private final KeyDirectory stored;
    private final @Nullable ApiKey generated;

    /** @param generated null where the configuration has keys */
    public LiveKeys(KeyRing configured, KeyDirectory stored, @Nullable ApiKey generated) {
        this.configured = configured;
        this.stored = stored;
        this.generated = generated;
    }

    @Override
    public Optional<Principal> principal(String presented) {
        KeyHash hash = KeyHash.of(presented);
        ApiKey key = find(hash);
        if (key == null && isGenerated(hash) && !stored.administersItself()) {
            key = generated;
        }
        return key != null && key.isGood(stored.clock()) ? Optional.of(key.principal()) : Optional.empty();
    }

    @Override
    public boolean holds(String text) {
        KeyHash hash = KeyHash.of(text);
        return find(hash) != null || isGenerated(hash);
    }

    private @Nullable ApiKey find(KeyHash hash) {
        ApiKey key = configured.find(hash);
        return key != null ? key : stored.find(hash);
    }

    private boolean isGenerated(KeyHash hash) {
        return generated != null && generated.hash().equals(hash);
    }
}
