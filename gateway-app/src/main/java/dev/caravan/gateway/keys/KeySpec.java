package dev.caravan.gateway.keys;

import dev.caravan.processors.auth.ApiKey;
import dev.caravan.processors.auth.Principal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator says of a key.
 *
 * @param principal whom it stands for
 * @param tokensPerMinute how many tokens its calls may use in a minute; 0 for no limit
 * @param enabled whether it may be used
 * @param expiresAt when it ends, or null for never
 */
record KeySpec(Principal principal, int tokensPerMinute, boolean enabled, @Nullable Instant expiresAt) {

    /** What the configuration says of a key. */
    static KeySpec of(ApiKey configured) {
        return new KeySpec(configured.principal(), 0, configured.enabled(), configured.expires());
    }
}
