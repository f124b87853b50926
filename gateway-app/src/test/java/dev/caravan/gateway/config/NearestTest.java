package dev.caravan.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

    private static final List<String> KNOWN = List.of("url", "api-key", "models", "timeouts", "to");

    @ParameterizedTest
    @CsvSource({"ulr,url", "apikey,api-key", "api_key,api-key", "model,models", "timeout,timeouts", "tiemoust,timeouts"
    })
    void aWordWithAFewWrongLettersIsRecognised(String word, String meant) {
        assertThat(Nearest.to(word, KNOWN)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"colour", "x", "ab", "mdl"})
    void aWordThatIsFarFromAllIsNot(String word) {
        assertThat(Nearest.to(word, KNOWN)).isEmpty();
    }

    @Test
    void theNearestOfSeveralIsTaken() {
        assertThat(Nearest.to("timeots", List.of("timeout", "timeouts"))).contains("timeouts");
    }

    @Test
    void theHintIsEmptyWhereNothingIsNear() {
        assertThat(Nearest.hint("colour", KNOWN)).isEmpty();
        assertThat(Nearest.hint("ulr", KNOWN)).isEqualTo("Did you mean 'url'? ");
    }
}
