package dev.caravan.provider.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BedrockErrorsTest {

    @ParameterizedTest
    @CsvSource({
        "400, '{\"message\":\"Malformed 100% input.\"}', ValidationException, Malformed 100% input.",
        "403, '{\"Message\":\"Not you.\"}', AccessDeniedException, Not you.",
        "429, '{\"message\":\"Slow down.\",\"__type\":\"com.amazon.coral#TooManyRequestsException\"}',"
                + " TooManyRequestsException, Slow down.",
        "424, '{\"message\":\" \"}', ModelErrorException, The provider answered 424.",
        "503, '[]', ServiceUnavailableException, The provider answered 503.",
        "418, '{\"message\":1}', upstream_error, The provider answered 418.",
    })
    void keepsTheStatusAndTheMessageAndNamesTheKind(int status, String body, String code, String message) {
        assertError(BedrockErrors.read(status, Json.parse(body)), status, code, message);
    }

    @Test
    void saysTheStatusWhereThereIsNoBody() {
        assertError(BedrockErrors.read(500, null), 500, "InternalServerException", "The provider answered 500.");
    }

    private static void assertError(GatewayError error, int status, String code, String message) {
        assertThat(error.status()).isEqualTo(status);
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.text()).isEqualTo(message);
    }
}
