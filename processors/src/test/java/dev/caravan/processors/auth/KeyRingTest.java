package dev.caravan.processors.auth;

import static dev.caravan.processors.auth.TestKeys.NOW;
import static dev.caravan.processors.auth.TestKeys.key;
import static dev.caravan.processors.auth.TestKeys.ring;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class KeyRingTest {

    // printf %s gk-alice | sha256sum
    private static final String ALICE = "0433929394e63fb9dd6a0ffc689eaa057e27605cf53d7ec3ec0dcc9308886cc5";

    @Test
    void findsWhomAKeyStandsFor() {
        KeyRing ring = ring(key("gk-alice"), key("gk-bob"));

        assertThat(ring.principal("gk-bob")).get().extracting(Principal::name).isEqualTo("owner of gk-bob");
        assertThat(ring.principal("gk-eve")).isEmpty();
        assertThat(ring.principal("")).isEmpty();
    }

    @Test
    void doesNotFindADisabledKey() {
        KeyRing ring = ring(key("gk-alice", false, null));

        assertThat(ring.principal("gk-alice")).isEmpty();
        assertThat(ring.holds("gk-alice")).isTrue();
    }

    @Test
    void findsAKeyUntilTheInstantAtWhichItExpires() {
        KeyRing ring = ring(key("gk-late", true, NOW.plusNanos(1)), key("gk-over", true, NOW));

        assertThat(ring.principal("gk-late")).isPresent();
        assertThat(ring.principal("gk-over")).isEmpty();
        assertThat(ring.holds("gk-over")).isTrue();
    }

    @Test
    void refusesTheSameKeyTwice() {
        assertThatThrownBy(() -> ring(key("gk-alice"), key("gk-alice")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'owner of gk-alice'");
    }

    @Test
    void takesAHashAsSha256sumPrintsIt() {
        assertThat(KeyHash.ofHex(ALICE)).isEqualTo(KeyHash.of("gk-alice")).hasSameHashCodeAs(KeyHash.of("gk-alice"));
        assertThat(KeyHash.ofHex(ALICE)).isNotEqualTo(KeyHash.of("gk-alice ")).hasToString("sha256:…");
    }

    @Test
    void refusesAHashOfAnotherLength() {
        assertThatThrownBy(() -> KeyHash.ofHex("c0ffee"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("64");
    }
}
