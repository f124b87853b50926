package dev.caravan.processors.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class FreshKeyTest {

    private final FreshKey key = FreshKey.create(new SecureRandom());

    @Test
    void itIsLongAndFitsIntoAHeader() {
        assertThat(key.value().reveal()).matches("sk-caravan-[A-Za-z0-9_-]{43}");
    }

    @Test
    void itIsKnownByItsHashAndRecognisedByItsBeginning() {
        assertThat(key.hash()).isEqualTo(KeyHash.of(key.value().reveal()));
        assertThat(KeyHash.ofHex(key.hash().hex())).isEqualTo(key.hash());
        assertThat(key.prefix()).hasSize(14);
        assertThat(key.value().reveal()).startsWith(key.prefix());
    }

    @Test
    void itDoesNotShowItself() {
        assertThat(key.toString()).doesNotContain(key.value().reveal());
    }
}
