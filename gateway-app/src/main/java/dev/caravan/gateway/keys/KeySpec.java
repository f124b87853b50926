package dev.caravan.gateway.keys;

import dev.caravan.processors.auth.ApiKey;
import dev.caravan.processors.auth.Principal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator says of a key.
 *
 * @param principal whom it stands for
 * @param enabled whether it may be used
 * @param expiresAt when it ends, or null for never
 */
record KeySpec(Principal principal, boolean enabled, @Nullable Instant expiresAt) {

    /** What the configuration says of a key. */
    static KeySpec of(ApiKey configured) {
        return new KeySpec(configured.principal(), configured.enabled(), configured.expires());
    }
}
