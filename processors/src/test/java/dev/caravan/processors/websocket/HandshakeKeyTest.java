package dev.caravan.processors.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeKeyTest {

    /** The example of RFC 6455 §1.3. */
    @Test
    void isAnsweredAsTheStandardHasIt() {
        assertThat(HandshakeKey.accept("dGhlIHNhbXBsZSBub25jZQ==")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @Test
    void isValidWhenItIsNewAndNeverTheSame() {
        String key = HandshakeKey.create();

        assertThat(HandshakeKey.isValid(key)).isTrue();
        assertThat(HandshakeKey.create()).isNotEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "not base64!", "dGhlIHNhbXBsZSBub25jZSBpcyBsb25n"})
    void isNothingElseThanSixteenBytes(String key) {
        assertThat(HandshakeKey.isValid(key)).isFalse();
    }
}
