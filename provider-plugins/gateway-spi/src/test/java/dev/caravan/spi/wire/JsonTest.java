package dev.caravan.spi.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void keepsTheDigitsOfNumbersAndTheOrderOfFields() {
        String text = "{\"z\":1.10,\"a\":12345678901234567890,\"m\":1E+2,\"b\":0.1}";
        assertThat(Json.text(Objects.requireNonNull(Json.parse(text)))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "{\"a\":1}}", "{\"a\":1,\"a\":2}", "nope"})
    void readsNothingButOneWellFormedValue(String text) {
        assertThat(Json.parse(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7_999, 8_000, 100_000})
    void writesHalfASurrogatePairAsItWasRead(int before) {
        String escaped = "{\"a\":\"" + "x".repeat(before) + "\\uD83Dy\\uDC00\\uD83D\"}";

        byte[] written = Json.bytes(Objects.requireNonNull(Json.parse(escaped)));

        assertThat(new String(written, StandardCharsets.UTF_8)).isEqualTo(escaped);
    }
}
