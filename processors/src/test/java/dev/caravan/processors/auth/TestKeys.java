package dev.caravan.processors.auth;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds principals and key rings for tests. */
public final class TestKeys {

    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private TestKeys() {}

    public static Principal principal(String name) {
        return principal(name, List.of(), List.of());
    }

    public static Principal principal(String name, List<String> models, List<String> providers) {
        return Principal.named(name, Role.MEMBER, Set.of(Scope.values()))
                .allowedModels(models)
                .allowedProviders(providers)
                .build();
    }

    static Principal principal(Role role, Scope... scopes) {
        return Principal.named("test", role, Set.of(scopes)).build();
    }

    static ApiKey key(String clear) {
        return key(clear, true, null);
    }

    static ApiKey key(String clear, boolean enabled, @Nullable Instant expires) {
        return new ApiKey(KeyHash.of(clear), principal("owner of " + clear), enabled, expires);
    }

    static KeyRing ring(ApiKey... keys) {
        return new KeyRing(List.of(keys), Clock.fixed(NOW, ZoneOffset.UTC));
    }
}
