package dev.caravan.gateway.config;

import dev.caravan.processors.auth.Principal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key that callers may use. The key itself is not kept.
 *
 * @param sha256 the SHA-256 of the key's UTF-8 bytes, 64 hexadecimal digits in lower case
 * @param principal who calls with it
 * @param enabled whether it may be used at all
 * @param expires the first moment at which it may no longer be used, or null
 */
public record KeyConfig(String sha256, Principal principal, boolean enabled, @Nullable Instant expires) {

    /** Without the hash: that of a weak key can be guessed. */
    @Override
    public String toString() {
        return "KeyConfig[" + principal + ", enabled=" + enabled + ", expires=" + expires + "]";
    }
}
