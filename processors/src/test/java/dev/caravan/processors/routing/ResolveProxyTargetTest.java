package dev.caravan.processors.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.request.TestCall;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResolveProxyTargetTest {

    private final ResolveProxyTarget resolve = new ResolveProxyTarget(new ProviderRegistry(
            List.of(
                    TestProvider.plain("openai"),
                    TestProvider.named("chat-only")
                            .serving(Operation.CHAT_COMPLETIONS)
                            .build()),
            Map.of()));

    @ParameterizedTest
    @CsvSource({
        "/proxy/openai/v1/files,v1/files",
        "/proxy/openai/v1/files,/v1/files",
        "/proxy/openai/,''",
        "/proxy/openai/,/",
        "/proxy/openai,''"
    })
    void choosesTheProviderThatThePathNames(String path, String rest) {
        Call call = call(path, "openai", rest);

        resolve.apply(call);

        assertThat(call.operation()).isEqualTo(Operation.PASSTHROUGH);
        assertThat(call.target()).isNotNull();
        assertThat(call.target().provider().name()).isEqualTo("openai");
        assertThat(call.target().model()).isNull();
    }

    @Test
    void knowsOnlyWhatIsConfigured() {
        GatewayError error = refusal(call("/proxy/nobody/x", "nobody", "x"));

        assertThat(error.status()).isEqualTo(404);
        assertThat(error.code()).isEqualTo("unknown_provider");
        assertThat(error.text()).contains("'nobody'").doesNotContain("openai");
    }

    @Test
    void refusesAProviderThatPassesNothingThrough() {
        assertThat(refusal(call("/proxy/chat-only/x", "chat-only", "x")).code()).isEqualTo("operation_not_supported");
    }

    @ParameterizedTest
    @CsvSource({
        "/proxy/openai/../admin,../admin",
        "/proxy/openai/../admin,/../admin",
        "/proxy/openai//evil.com,/evil.com",
        "/proxy/openai//evil.com,//evil.com",
        "/proxy/openai//,/",
        "/proxy/openai/%2e%2e/x,%2e%2e/x"
    })
    void refusesARestThatLeadsElsewhere(String path, String rest) {
        Call call = call(path, "openai", rest);

        assertThat(refusal(call).code()).isEqualTo("invalid_path");
        assertThat(call.target()).isNull();
    }

    private GatewayError refusal(Call call) {
        return catchThrowableOfType(GatewayError.class, () -> resolve.apply(call));
    }

    private static Call call(String path, String provider, String rest) {
        return TestCall.get(path)
                .variable("provider", provider)
                .variable("*", rest)
                .build();
    }
}
