package dev.caravan.gateway.config;

import dev.caravan.processors.auth.ApiKey;
import dev.caravan.processors.auth.FreshKey;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.auth.Role;
import dev.caravan.processors.auth.Scope;
import dev.caravan.spi.Secret;
import java.security.SecureRandom;
import java.util.Set;

/**
 * The key of a gateway without configured keys, which then listens on loopback only. It lives as long as the process
 * and may do everything: who can read it on the console is who started the gateway. It lets nobody in while the database has
 * a key that administers the gateway.
 *
 * @param value the key in clear, to be shown once
 * @param config the key as a configured one would be
 */
public record GeneratedKey(Secret value, ApiKey config) {

    public static GeneratedKey create(SecureRandom random) {
        FreshKey key = FreshKey.create(random);
        Principal principal =
                Principal.named("generated", Role.ADMIN, Set.of(Scope.values())).build();
        return new GeneratedKey(key.value(), new ApiKey(key.hash(), principal, true, null));
    }
}
