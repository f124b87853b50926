package dev.caravan.gateway.config;

import dev.caravan.processors.auth.ApiKey;
import dev.caravan.processors.auth.KeyHash;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.auth.Role;
import dev.caravan.processors.auth.Scope;
import dev.caravan.spi.Secret;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/**
 * The key of a gateway without configured keys, which then listens on loopback only. It lives as long as the process
 * and may do everything: who can read it on the console is who started the gateway.
 *
 * @param value the key in clear, to be shown once: {@code sk-caravan-} and 256 random bits in 43 characters
 * @param config the key as a configured one would be
 */
public record GeneratedKey(Secret value, ApiKey config) {

    private static final int BYTES = 32;

    public static GeneratedKey create(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String key = "sk-caravan-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Principal principal =
                Principal.named("generated", Role.ADMIN, Set.of(Scope.values())).build();
        return new GeneratedKey(Secret.of(key), new ApiKey(KeyHash.of(key), principal, true, null));
    }
}
