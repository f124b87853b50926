package dev.caravan.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverheadTest {

    @ParameterizedTest
    @CsvSource({"0,0.000", "999,0.000", "1000,0.001", "45000,0.045", "1234567,1.234", "61000000000,61000.000"})
    void writesMillisecondsWithThreeDecimals(long nanos, String text) {
        assertThat(Overhead.format(nanos)).isEqualTo(text);
    }
}
