package dev.caravan.processors.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PercentEncodingTest {

    @ParameterizedTest
    @CsvSource({"plain,plain", "a+b,a+b", "a%2Fb%2fc,a/b/c", "%E6%BC%A2%f0%9f%98%80,漢😀", "漢%20x,漢 x", "%2525,%25"})
    void decodes(String encoded, String clear) {
        assertThat(PercentEncoding.decode(encoded)).isEqualTo(clear);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "a%2", "%zz", "%2", "%+1", "%-1", "%c3", "%ED%A0%80", "%１１"})
    void givesNothingForWhatIsMalformed(String encoded) {
        assertThat(PercentEncoding.decode(encoded)).isNull();
    }
}
