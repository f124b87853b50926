package dev.caravan.processors.auth;

import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * A key of the gateway, without the key.
 *
 * @param hash its SHA-256
 * @param principal whom it stands for
 * @param enabled whether it may be used at all
 * @param expires when it ends, or null for never; at that instant it is no longer good
 */
public record ApiKey(KeyHash hash, Principal principal, boolean enabled, @Nullable Instant expires) {

    /** Whether it lets anybody in at this time. */
    public boolean isGood(InstantSource time) {
        return enabled && (expires == null || time.instant().isBefore(expires));
    }
}
