package dev.caravan.provider.gemini.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wire format: https://google.aip.dev/193 */
class RpcErrorsTest {

    @Test
    void readsMessageStatusFieldAndDelay() {
        GatewayError error =
                read("{'error':{'code':429,'message':'Quota exceeded.','status':'RESOURCE_EXHAUSTED','details':["
                        + "{'@type':'type.googleapis.com/google.rpc.QuotaFailure','violations':[]},"
                        + "{'@type':'type.googleapis.com/google.rpc.BadRequest','fieldViolations':"
                        + "[{'field':'contents[0]','description':'x'}]},"
                        + "{'@type':'type.googleapis.com/google.rpc.RetryInfo','retryDelay':'34.07s'}]}}");

        assertThat(error.status()).isEqualTo(429);
        assertThat(error.code()).isEqualTo("resource_exhausted");
        assertThat(error.text()).isEqualTo("Quota exceeded.");
        assertThat(error.param()).isEqualTo("contents[0]");
        assertThat(error.retryAfter()).isEqualTo(Duration.ofSeconds(34));
    }

    @Test
    void readsTheErrorOfAListOfOne() {
        assertThat(read("[{'error':{'message':'100% wrong'}}]").text()).isEqualTo("100% wrong");
    }

    @Test
    void hidesAKeyThatTheMessageQuotes() {
        assertThat(read("{'error':{'message':'Consumer api_key:AIzaSyA-1234567890_abc has been suspended.'}}")
                        .text())
                .isEqualTo("Consumer api_key:**** has been suspended.");
    }

    @Test
    void saysTheStatusWhereTheProviderSaysNothing() {
        assertThat(RpcErrors.read(503, null).text()).isEqualTo("The provider answered 503.");
        assertThat(RpcErrors.read(503, null).code()).isEqualTo("provider_error");
    }

    @ParameterizedTest
    @CsvSource({
        "400, INVALID_ARGUMENT",
        "401, UNAUTHENTICATED",
        "403, PERMISSION_DENIED",
        "404, NOT_FOUND",
        "422, INVALID_ARGUMENT",
        "429, RESOURCE_EXHAUSTED",
        "500, INTERNAL",
        "502, UNAVAILABLE",
        "503, UNAVAILABLE",
        "504, DEADLINE_EXCEEDED",
    })
    void writesTheCanonicalNameOfAStatus(int status, String name) {
        assertThat(Json.text(RpcErrors.write(GatewayError.of(status, "x", "No.")))
                        .replace('"', '\''))
                .isEqualTo("{'error':{'code':" + status + ",'message':'No.','status':'" + name + "'}}");
    }

    private static GatewayError read(String body) {
        return RpcErrors.read(429, Objects.requireNonNull(Json.parse(body.replace('\'', '"'))));
    }
}
