package dev.caravan.processors.auth;

import static dev.caravan.processors.auth.TestKeys.key;
import static dev.caravan.processors.auth.TestKeys.ring;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.request.TestCall;
import dev.caravan.spi.GatewayError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthenticateTest {

    private final Authenticate authenticate =
            new Authenticate(ring(key("gk-alice"), key("gk-bob"), key("gk-off", false, null)));

    @ParameterizedTest
    @CsvSource({
        "X-Ingate-Key,gk-alice",
        "Authorization,Bearer gk-alice",
        "authorization,bearer   gk-alice ",
        "x-api-key,gk-alice",
        "api-key,gk-alice",
        "x-goog-api-key,gk-alice"
    })
    void takesAKeyFromEveryHeaderThatClientsUse(String header, String value) {
        assertThat(callerOf(TestCall.post("/").header(header, value))).isEqualTo("owner of gk-alice");
    }

    @ParameterizedTest
    @CsvSource({"key=gk-alice", "alt=sse&key=gk-alice", "a&key=gk%2Dalice&key=gk-eve"})
    void takesAKeyFromTheQuery(String query) {
        assertThat(callerOf(TestCall.post("/").query(query))).isEqualTo("owner of gk-alice");
    }

    @ParameterizedTest
    @CsvSource({"monkey=gk-alice", "keys=gk-alice", "key", "key=", "key=%zz"})
    void takesNoOtherParameterForAKey(String query) {
        assertThat(refusalOf(TestCall.post("/").query(query)).code()).isEqualTo("missing_api_key");
    }

    @Test
    void takesABrowsersKeyFromASubprotocolWhereThereIsNoOther() {
        TestCall browser =
                TestCall.get("/").header("Sec-WebSocket-Protocol", "realtime, openai-insecure-api-key.gk-alice");
        TestCall both = TestCall.get("/")
                .header("Authorization", "Bearer gk-eve")
                .header("Sec-WebSocket-Protocol", "openai-insecure-api-key.gk-alice");

        assertThat(callerOf(browser)).isEqualTo("owner of gk-alice");
        assertThat(refusalOf(both).code()).isEqualTo("invalid_api_key");
    }

    @Test
    void letsTheOwnHeaderDecideAlone() {
        TestCall both = TestCall.post("/").header("X-Ingate-Key", "gk-bob").header("Authorization", "Bearer gk-alice");
        TestCall wrong = TestCall.post("/").header("X-Ingate-Key", "gk-eve").header("Authorization", "Bearer gk-alice");

        assertThat(callerOf(both)).isEqualTo("owner of gk-bob");
        assertThat(refusalOf(wrong).code()).isEqualTo("invalid_api_key");
    }

    @Test
    void takesTheFirstOfTheOthersThatIsKnown() {
        TestCall call = TestCall.post("/")
                .header("Authorization", "Bearer sk-of-the-upstream")
                .header("x-api-key", "gk-bob")
                .header("api-key", "gk-alice");

        assertThat(callerOf(call)).isEqualTo("owner of gk-bob");
    }

    @Test
    void turnsAwayACallWithoutACredential() {
        GatewayError error = refusalOf(TestCall.post("/"));

        assertThat(error.status()).isEqualTo(401);
        assertThat(error.code()).isEqualTo("missing_api_key");
        assertThat(error.text()).startsWith("You didn't provide an API key.");
    }

    @ParameterizedTest
    @CsvSource({"Authorization,Bearer", "Authorization,Basic Z2stYWxpY2U=", "x-api-key,''", "X-Ingate-Key,''"})
    void takesAnEmptyOrForeignCredentialForNone(String header, String value) {
        assertThat(refusalOf(TestCall.post("/").header(header, value)).code()).isEqualTo("missing_api_key");
    }

    @ParameterizedTest
    @CsvSource({"gk-eve", "gk-off", "gk-alicex"})
    void turnsAwayAnUnknownOrDisabledKeyWithoutRepeatingIt(String key) {
        GatewayError error = refusalOf(TestCall.post("/").header("Authorization", "Bearer " + key));

        assertThat(error.status()).isEqualTo(401);
        assertThat(error.code()).isEqualTo("invalid_api_key");
        assertThat(error.text()).startsWith("Incorrect API key provided").doesNotContain("gk-");
    }

    @Test
    void knowsNoCallerOfACallThatWasNotAuthenticated() {
        Call call = TestCall.post("/").build();

        GatewayError error = catchThrowableOfType(GatewayError.class, () -> Authenticate.caller(call));

        assertThat(error.status()).isEqualTo(401);
    }

    private String callerOf(TestCall test) {
        Call call = test.build();
        authenticate.apply(call);
        return Authenticate.caller(call).name();
    }

    private GatewayError refusalOf(TestCall test) {
        Call call = test.build();
        GatewayError error = catchThrowableOfType(GatewayError.class, () -> authenticate.apply(call));
        assertThat(call.principal()).isNull();
        return error;
    }
}
