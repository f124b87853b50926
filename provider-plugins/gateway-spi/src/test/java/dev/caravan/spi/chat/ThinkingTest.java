package dev.caravan.spi.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.chat.Thinking.Mode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThinkingTest {

    @ParameterizedTest
    @CsvSource({"1, low", "2048, low", "2049, medium", "12288, medium", "12289, high", "100000, high"})
    void aBudgetBecomesTheNearestEffort(int budget, String effort) {
        assertThat(Thinking.effortFor(budget)).isEqualTo(effort);
    }

    @ParameterizedTest
    @CsvSource({
        "DISABLED, , , true",
        ", none, , true",
        "ENABLED, , 0, true",
        "ENABLED, , 1, false",
        "ADAPTIVE, , , false",
        ", minimal, , false",
        ", , , false",
    })
    void isOffWhenItWasToldSoOrHasNothingToThinkWith(Mode mode, String effort, Integer budget, boolean off) {
        assertThat(new Thinking(mode, effort, budget, null).isOff()).isEqualTo(off);
    }
}
