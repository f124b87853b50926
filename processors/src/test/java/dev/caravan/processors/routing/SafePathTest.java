package dev.caravan.processors.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.spi.GatewayError;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafePathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/v1/chat/completions",
                "/v1/files/",
                "/v1/models/gemini-2.0-flash:generateContent",
                "/v1/models/meta-llama%2FLlama-3",
                "/a/%E6%BC%A2%20b",
                "/100%25/x",
                "/a%2520b",
                "/a//b",
                "/.well-known/agent-card.json",
                "/a/...",
                "/a/..b/c..",
                "/a/.b",
                "/a;v=1/b",
                "/a/%2e%2e%2e",
                "/~user/(x)!$&'*,=@"
            })
    void letsAPathPassThatMeansOneThingOnly(String path) {
        assertThatCode(() -> SafePath.check(path)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..",
                "/.",
                "/../x",
                "/a/../b",
                "/a/./b",
                "/a/..",
                "/a/.",
                "/%2e%2e/x",
                "/%2E%2e/x",
                "/.%2e/x",
                "/%2e",
                "/%252e%252e/x",
                "/%25252e%25252e/x",
                "/a/%2e%252e/x",
                "/a/..%2fb",
                "/a%2f..%2fb",
                "/a%252f..%252fb",
                "/a%2f%2e%2e",
                "/..%5cb",
                "/a%5c..%5cb",
                "/a%255c..",
                "/..;/x",
                "/a/..;v=1/b",
                "/%2e%2e;x/b",
                "/..%3bx/b",
                "\\a",
                "/a\\b",
                "/\\evil.com",
                "//evil.com",
                "///x",
                "/%2fevil.com",
                "/%5cevil.com",
                "/%252fevil.com",
                "/a%00b",
                "/a%0ab",
                "/a%0D%0Ab",
                "/a%7f",
                "/a%2500",
                "/a\u0000b",
                "/a b",
                "/a\nb",
                "/a\tb",
                "/a\u007fb",
                "/caf\u00e9",
                "/a%",
                "/a%2",
                "/a%zz",
                "/a%2g/b",
                "/%c0%ae%c0%ae/x",
                "/%c0%af",
                "/a?b",
                "/a#b"
            })
    void refusesAPathThatAnUpstreamMayTakeForAnother(String path) {
        GatewayError error = catchThrowableOfType(GatewayError.class, () -> SafePath.check(path));

        assertThat(error).as(path).isNotNull();
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.code()).isEqualTo("invalid_path");
    }
}
