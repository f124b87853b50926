package dev.caravan.gateway.keys;

import dev.caravan.processors.auth.FreshKey;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.auth.Role;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A key that a test has made: what is stored of it, and the key in clear. */
record Minted(StoredKey key, String clear) {

    static Minted named(String name) {
        return of(new KeySpec(principal(name, Role.MEMBER, null), true, null));
    }

    static Minted named(String name, Role role, @Nullable String project) {
        return of(new KeySpec(principal(name, role, project), true, null));
    }

    static Minted until(String name, Instant expiry) {
        return of(new KeySpec(principal(name, Role.MEMBER, null), true, expiry));
    }

    static Minted of(KeySpec spec) {
        FreshKey fresh = FreshKey.create(new SecureRandom());
        String id = UUID.randomUUID().toString();
        return new Minted(
                StoredKey.fresh(id, spec, fresh, SettableClock.START),
                fresh.value().reveal());
    }

    String id() {
        return key.id();
    }

    private static Principal principal(String name, Role role, @Nullable String project) {
        return Principal.named(name, role, role.usualScopes()).project(project).build();
    }
}
