package dev.caravan.processors.auth;

import static dev.caravan.processors.auth.TestKeys.key;
import static dev.caravan.processors.auth.TestKeys.ring;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.request.TestCall;
import dev.caravan.processors.routing.ConfiguredProvider;
import dev.caravan.processors.routing.TestProvider;
import dev.caravan.spi.Header;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardableCredentialTest {

    private static final ConfiguredProvider PASSING =
            TestProvider.named("openai").passingCredentialsThrough().build();

    private final ForwardableCredential credential =
            new ForwardableCredential(ring(key("gk-alice"), key("gk+b/c="), key("gk-off", false, null)));

    @Test
    void forwardsTheClientsOwnCredentialsBesideTheGatewaysHeader() {
        TestCall call = TestCall.post("/")
                .header("X-Ingate-Key", "gk-alice")
                .header("Authorization", "Bearer sk-own")
                .header("x-api-key", "sk-other");

        assertThat(credential.headers(call.request(), PASSING))
                .containsExactly(new Header("authorization", "Bearer sk-own"), new Header("x-api-key", "sk-other"));
    }

    @Test
    void offersNoSubprotocolThatIsAKey() {
        assertThat(credential.protocols(List.of(
                        "realtime", "openai-insecure-api-key.gk-alice", "openai-insecure-api-key.sk-1", "gk-off")))
                .containsExactly("realtime");
    }

    @Test
    void forwardsNothingWhenTheGatewaysKeyCameInAnotherWay() {
        TestCall call =
                TestCall.post("/").header("Authorization", "Bearer gk-alice").header("x-api-key", "sk-other");

        assertThat(credential.headers(call.request(), PASSING)).isEmpty();
    }

    @Test
    void forwardsNothingToAProviderWithCredentialsOfItsOwn() {
        TestCall call = TestCall.post("/").header("X-Ingate-Key", "gk-alice").header("Authorization", "Bearer sk-own");

        assertThat(credential.headers(call.request(), TestProvider.plain("openai")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization,Bearer gk-alice",
        "Authorization,bearer\tgk-alice",
        "Authorization,gk-alice",
        "Authorization,Token gk-alice",
        "Authorization,Bearer gk-off",
        "x-api-key,gk-alice",
        "x-api-key,Bearer gk-alice",
        "api-key,'gk-alice '",
        "x-goog-api-key,gk-alice"
    })
    void neverForwardsAKeyOfTheGateway(String header, String value) {
        TestCall call = TestCall.post("/").header("X-Ingate-Key", "gk-alice").header(header, value);

        assertThat(credential.headers(call.request(), PASSING)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"authorization", "X-Api-Key", "api-key", "x-goog-api-key", "X-INGATE-KEY"})
    void knowsTheNamesOfCredentialHeaders(String name) {
        assertThat(ForwardableCredential.isCredential(name)).isTrue();
        assertThat(ForwardableCredential.isCredential(name + "s")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "key=gk-alice,",
        "key=gk-alice&alt=sse,alt=sse",
        "alt=sse&key=gk-alice,alt=sse",
        "a=1&key=gk-alice&b=%20&&c,a=1&b=%20&&c",
        "key=gk%2Dalice&a=b,a=b",
        "%6bey=gk-alice&a=b,a=b",
        "token=gk-off&a=b,a=b",
        "a=b&gk-alice,a=b",
        "key=gk+b/c=&a=b,a=b",
        "key=gk%2Bb%2Fc%3D&a=b,a=b"
    })
    void cutsAKeyOfTheGatewayOutOfTheQuery(String query, String rest) {
        assertThat(credential.query(query)).isEqualTo(rest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"key=AIza-own", "a=1&&b=%zz&c=%7e", "beta=true", "", "&", "=", "key="})
    void leavesEveryOtherQueryByteForByte(String query) {
        assertThat(credential.query(query)).isSameAs(query);
    }

    @Test
    void leavesNoQueryWhereThereWasNone() {
        assertThat(credential.query(null)).isNull();
    }
}
