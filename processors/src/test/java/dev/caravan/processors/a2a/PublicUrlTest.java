package dev.caravan.processors.a2a;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.processors.request.TestCall;
import dev.caravan.spi.GatewayError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicUrlTest {

    @Test
    void isWhatTheClientCalled() {
        assertThat(new PublicUrl(null, false, false)
                        .of(TestCall.get("/").header("host", "gw:8080").build()))
                .isEqualTo("http://gw:8080");
        assertThat(new PublicUrl(null, false, true)
                        .of(TestCall.get("/").header("host", "[::1]:8443").build()))
                .isEqualTo("https://[::1]:8443");
    }

    @Test
    void isWhatAProxySaysOnlyWhereThatIsTrusted() {
        TestCall call = TestCall.get("/")
                .header("host", "inner:8080")
                .header("x-forwarded-proto", "https, http")
                .header("x-forwarded-host", "ai.example.com");

        assertThat(new PublicUrl(null, true, false).of(call.build())).isEqualTo("https://ai.example.com");
        assertThat(new PublicUrl(null, false, false).of(call.build())).isEqualTo("http://inner:8080");
        assertThat(new PublicUrl("https://own.example.com", true, false).of(call.build()))
                .isEqualTo("https://own.example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "a@b", "a b", "a:b", "\"x"})
    void isNothingThatIsNoHost(String host) {
        assertThatThrownBy(() -> new PublicUrl(null, false, false)
                        .of(TestCall.get("/").header("host", host).build()))
                .isInstanceOf(GatewayError.class);
    }
}
