package dev.caravan.processors.auth;

import static dev.caravan.processors.auth.TestKeys.principal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.request.TestCall;
import dev.caravan.spi.GatewayError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequireScopeTest {

    @Test
    void letsAMemberWithTheScopePass() {
        assertPasses(Scope.CHAT, "POST", principal(Role.MEMBER, Scope.CHAT));
    }

    @Test
    void namesTheScopeThatIsMissing() {
        GatewayError error = refusal(Scope.PROXY, "POST", principal(Role.MEMBER, Scope.CHAT));

        assertThat(error.status()).isEqualTo(403);
        assertThat(error.code()).isEqualTo("insufficient_scope");
        assertThat(error.text()).contains("'proxy'");
    }

    @Test
    void letsAnAdminDoAllWithoutScopes() {
        assertPasses(Scope.ADMIN, "DELETE", principal(Role.ADMIN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void letsAReadOnlyKeyRead(String method) {
        assertPasses(Scope.MODELS, method, principal(Role.READ_ONLY, Scope.MODELS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
    void letsAReadOnlyKeyDoNothingElse(String method) {
        GatewayError error = refusal(Scope.PROXY, method, principal(Role.READ_ONLY, Scope.PROXY));

        assertThat(error.status()).isEqualTo(403);
        assertThat(error.code()).isEqualTo("role_not_allowed");
    }

    /** It begins with a GET, and is no reading. */
    @Test
    void letsAReadOnlyKeyOpenNoWebSocket() {
        Call call = TestCall.get("/")
                .header("Upgrade", "websocket")
                .caller(principal(Role.READ_ONLY, Scope.CHAT))
                .build();

        assertThat(catchThrowableOfType(GatewayError.class, () -> new RequireScope(Scope.CHAT).apply(call))
                        .code())
                .isEqualTo("role_not_allowed");
    }

    @Test
    void letsNoMemberAdministerWhateverItsScopes() {
        assertThat(refusal(Scope.ADMIN, "GET", principal(Role.MEMBER, Scope.ADMIN))
                        .code())
                .isEqualTo("role_not_allowed");
    }

    @Test
    void turnsAwayACallThatWasNotAuthenticated() {
        Call call = TestCall.get("/").build();

        GatewayError error = catchThrowableOfType(GatewayError.class, () -> new RequireScope(Scope.CHAT).apply(call));

        assertThat(error.status()).isEqualTo(401);
    }

    private static void assertPasses(Scope scope, String method, Principal caller) {
        Call call = TestCall.of(method, "/").caller(caller).build();

        assertThatCode(() -> new RequireScope(scope).apply(call)).doesNotThrowAnyException();
    }

    private static GatewayError refusal(Scope scope, String method, Principal caller) {
        Call call = TestCall.of(method, "/").caller(caller).build();

        return catchThrowableOfType(GatewayError.class, () -> new RequireScope(scope).apply(call));
    }
}
