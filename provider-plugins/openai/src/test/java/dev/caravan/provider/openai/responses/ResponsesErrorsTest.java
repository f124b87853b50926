package dev.caravan.provider.openai.responses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.GatewayError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponsesErrorsTest {

    @Test
    void keepsStatusMessageCodeAndField() {
        GatewayError error = new ResponsesDialect()
                .decodeError(
                        400,
                        Golden.of("{'error':{'message':'100% wrong.','type':'invalid_request_error','param':'input[0]',"
                                + "'code':'unknown_parameter'}}"));

        assertThat(error.status()).isEqualTo(400);
        assertThat(error.text()).isEqualTo("100% wrong.");
        assertThat(error.code()).isEqualTo("unknown_parameter");
        assertThat(error.param()).isEqualTo("input[0]");
    }

    @Test
    void isNoErrorOfTheWordErrorWhereAnEventHasNoCode() {
        GatewayError error = ResponsesErrors.ofEvent(
                Golden.of("{'type':'error','code':null,'message':'Boom.','param':null,'sequence_number':2}"));

        assertThat(error.code()).isEqualTo("upstream_error");
        assertThat(error.text()).isEqualTo("Boom.");
        assertThat(error.status()).isEqualTo(502);
    }

    @Test
    void hasAMessageWhereTheProviderHasNone() {
        assertThat(ResponsesErrors.ofFailed(null).text()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({
        "rate_limit_exceeded, 429",
        "insufficient_quota, 429",
        "server_error, 502",
        "vector_store_timeout, 504",
        "invalid_prompt, 400",
        "image_too_large, 400",
        "context_length_exceeded, 400",
        "word_from_the_future, 502",
    })
    void findsTheStatusOfAnAnswerThatFailed(String code, int status) {
        assertThat(ResponsesErrors.ofFailed(Golden.of("{'code':'" + code + "','message':'m'}"))
                        .status())
                .isEqualTo(status);
    }

    @Test
    void tellsAnErrorInBothShapesThatClientsRead() {
        GatewayError error = GatewayError.of(429, "budget_exceeded", "No more.").withParam("model");

        assertThat(ResponsesErrors.event(error))
                .isEqualTo(Golden.of("{'code':'budget_exceeded','message':'No more.','param':'model',"
                        + "'error':{'type':'rate_limit_error','code':'budget_exceeded','message':'No more.',"
                        + "'param':'model'}}"));
        assertThat(ResponsesErrors.inResponse(error))
                .isEqualTo(Golden.of("{'code':'rate_limit_exceeded','message':'No more.'}"));
    }

    @ParameterizedTest
    @CsvSource({
        "502, upstream_broke, server_error",
        "429, budget_exceeded, rate_limit_exceeded",
        "429, insufficient_quota, insufficient_quota",
        "400, context_length_exceeded, context_length_exceeded",
        "400, invalid_prompt, invalid_prompt",
    })
    void tellsAFailedResponseInACodeThatSdksKnow(int status, String code, String told) {
        assertThat(ResponsesErrors.inResponse(GatewayError.of(status, code, "m"))
                        .get("code")
                        .textValue())
                .isEqualTo(told);
    }
}
