package dev.caravan.spi.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.GatewayError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpstreamErrorsTest {

    @Test
    void theProvidersWordsAreKeptAsTheyAre() {
        GatewayError error = UpstreamErrors.of(429, "rate_limit_error", "100% used.");

        assertThat(error.status()).isEqualTo(429);
        assertThat(error.code()).isEqualTo("rate_limit_error");
        assertThat(error.text()).isEqualTo("100% used.");
    }

    @ParameterizedTest
    @CsvSource({",", "' '"})
    void anErrorThatSaysNothingNamesItsStatus(String message) {
        GatewayError error = UpstreamErrors.of(503, null, message);

        assertThat(error.code()).isEqualTo("upstream_error");
        assertThat(error.text()).isEqualTo("The provider answered 503.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"message\":\"a\",\"detail\":\"b\"} | a",
                "{\"message\":\" \",\"detail\":\"b\"} | b",
                "{\"message\":7,\"detail\":\"b\"} | b",
                "{\"message\":null} |",
                "{\"other\":\"c\"} |",
                "[\"message\"] |",
                "\"message\" |",
            })
    void theFirstFieldThatIsATextIsTaken(String body, String text) {
        JsonNode json = Json.parse(body);

        assertThat(json).isNotNull();
        assertThat(UpstreamErrors.text(json, "message", "detail")).isEqualTo(text);
    }

    @Test
    void noBodyHasNoText() {
        assertThat(UpstreamErrors.text(null, "message")).isNull();
    }
}
