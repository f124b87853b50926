package dev.caravan.provider.anthropic.messages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.GatewayError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorFieldsTest {

    private final AnthropicMessagesDialect dialect = new AnthropicMessagesDialect();

    @Test
    void anErrorKeepsItsStatusTypeAndMessage() {
        GatewayError error = dialect.decodeError(
                429, Golden.object("{'type':'error','error':{'type':'rate_limit_error','message':'100% too fast'}}"));

        assertThat(error.status()).isEqualTo(429);
        assertThat(error.code()).isEqualTo("rate_limit_error");
        assertThat(error.text()).isEqualTo("100% too fast");
    }

    @ParameterizedTest
    @CsvSource({
        "{'error':'Bad.'}, upstream_error, Bad.",
        "{'message':'Bad.'}, upstream_error, Bad.",
        "{'error':{'message':''}}, upstream_error, The provider answered 400.",
        "{'error':null}, upstream_error, The provider answered 400.",
        "{'type':'error'}, upstream_error, The provider answered 400.",
    })
    void errorsOfServersLikeItAreReadAsFarAsTheyGo(String body, String code, String text) {
        GatewayError error = dialect.decodeError(400, Golden.object(body));

        assertThat(error.code()).isEqualTo(code);
        assertThat(error.text()).isEqualTo(text);
    }

    @Test
    void anErrorWithoutABodyTellsItsStatus() {
        assertThat(dialect.decodeError(503, null).text()).isEqualTo("The provider answered 503.");
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request_error",
        "401, authentication_error",
        "402, billing_error",
        "403, permission_error",
        "404, not_found_error",
        "408, timeout_error",
        "409, conflict_error",
        "413, request_too_large",
        "422, invalid_request_error",
        "429, rate_limit_error",
        "500, api_error",
        "504, timeout_error",
        "529, overloaded_error",
    })
    void everyStatusHasAType(int status, String type) {
        assertThat(ErrorFields.write(GatewayError.of(status, "c", "m")).toString())
                .isEqualTo("{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"m\"}}");
    }

    @ParameterizedTest
    @CsvSource({
        "invalid_request_error, 400",
        "authentication_error, 401",
        "billing_error, 402",
        "permission_error, 403",
        "not_found_error, 404",
        "conflict_error, 409",
        "request_too_large, 413",
        "rate_limit_error, 429",
        "api_error, 500",
        "timeout_error, 504",
        "overloaded_error, 529",
        "unheard_of, 502",
    })
    void theTypeOfAnErrorWithinAStreamTellsItsStatus(String type, int status) {
        assertThat(ErrorFields.readWithoutStatus(Golden.object("{'error':{'type':'" + type + "'}}"))
                        .status())
                .isEqualTo(status);
    }
}
