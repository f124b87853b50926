package dev.caravan.processors.auth;

import static dev.caravan.processors.auth.TestKeys.key;
import static dev.caravan.processors.auth.TestKeys.ring;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.request.TestCall;
import dev.caravan.spi.GatewayError;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthenticateKeylessTest {

    private final Keys keys = ring(key("gk-alice"), key("gk-lab"));
    private final AuthenticateKeyless step = new AuthenticateKeyless(keys, key("gk-lab"), Clock.systemUTC());

    @Test
    void aCallWithoutAnyCredentialCountsAsMadeByTheKey() {
        assertThat(callerOf(step, TestCall.post("/"))).isEqualTo("owner of gk-lab");
        assertThat(callerOf(step, TestCall.post("/").query("page=1"))).isEqualTo("owner of gk-lab");
    }

    @Test
    void aCallWithAKeyIsItsOwners() {
        assertThat(callerOf(step, TestCall.post("/").header("x-api-key", "gk-alice")))
                .isEqualTo("owner of gk-alice");
    }

    @ParameterizedTest
    @CsvSource({
        "X-Ingate-Key,''",
        "X-Ingate-Key,gk-eve",
        "Authorization,Bearer gk-eve",
        "Authorization,Basic YWxpY2U6eA==",
        "x-api-key,gk-eve",
        "x-goog-api-key,''"
    })
    void aCredentialThatIsNoGoodIsRefused(String header, String value) {
        assertThatThrownBy(() -> callerOf(step, TestCall.post("/").header(header, value)))
                .isInstanceOfSatisfying(
                        GatewayError.class, error -> assertThat(error.status()).isEqualTo(401));
        assertThatThrownBy(() -> callerOf(step, TestCall.post("/").query("key=")))
                .isInstanceOf(GatewayError.class);
    }

    @Test
    void aKeyThatRestsLetsNobodyIn() {
        AuthenticateKeyless resting = new AuthenticateKeyless(keys, key("gk-lab", false, null), Clock.systemUTC());

        assertThatThrownBy(() -> callerOf(resting, TestCall.post("/"))).isInstanceOf(GatewayError.class);
        assertThatThrownBy(() -> callerOf(new AuthenticateKeyless(keys, null, Clock.systemUTC()), TestCall.post("/")))
                .isInstanceOf(GatewayError.class);
    }

    private static String callerOf(AuthenticateKeyless step, TestCall made) {
        Call call = made.build();
        step.apply(call);
        return Authenticate.caller(call).name();
    }
}
