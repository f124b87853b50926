package dev.caravan.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.auth.ApiKey;
import dev.caravan.processors.auth.KeyHash;
import dev.caravan.processors.auth.Role;
import dev.caravan.processors.auth.Scope;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GeneratedKeyTest {

    @Test
    void itIsLongAndFitsIntoAHeader() {
        GeneratedKey key = GeneratedKey.create(new SecureRandom());

        assertThat(key.value().reveal()).matches("sk-caravan-[A-Za-z0-9_-]{43}");
        assertThat(key.config().hash()).isEqualTo(KeyHash.of(key.value().reveal()));
    }

    @Test
    void itMayDoEverythingAndDoesNotExpire() {
        ApiKey config = GeneratedKey.create(new SecureRandom()).config();

        assertThat(config.principal().role()).isEqualTo(Role.ADMIN);
        assertThat(config.principal().scopes()).containsExactlyInAnyOrder(Scope.values());
        assertThat(config.principal().allowedModels()).isEmpty();
        assertThat(config.principal().allowedProviders()).isEmpty();
        assertThat(config.enabled()).isTrue();
        assertThat(config.expires()).isNull();
    }

    @Test
    void noTwoAreAlike() {
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            keys.add(GeneratedKey.create(new SecureRandom()).value().reveal());
        }

        assertThat(keys).hasSize(100);
    }

    @Test
    void itDoesNotShowItselfInALog() {
        GeneratedKey key = GeneratedKey.create(new SecureRandom());

        assertThat(key.toString()).doesNotContain(key.value().reveal()).contains("sha256:…");
    }
}
