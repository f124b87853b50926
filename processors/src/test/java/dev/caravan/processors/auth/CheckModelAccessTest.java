package dev.caravan.processors.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.request.TestCall;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.routing.Targets;
import dev.caravan.processors.routing.TestProvider;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckModelAccessTest {

    private final CheckModelAccess check = new CheckModelAccess();

    @ParameterizedTest
    @CsvSource({
        "gpt-4o,        gpt-4o,        openai, gpt-4o",
        "gpt-4*,        gpt-4o-mini,   openai, gpt-4o-mini",
        "*,             anything,      openai, anything",
        "openai/*,      gpt-4o,        openai, gpt-4o",
        "openai/gpt-4*, smart,         openai, gpt-4o",
        "gpt-4o,        openai/gpt-4o, openai, gpt-4o",
        "smart,         smart,         openai, gpt-4o"
    })
    void letsAModelPassThatIsAllowedAsWrittenOrAsResolved(
            String pattern, String written, String provider, String model) {
        Call call = call(List.of(pattern), List.of(), written, provider, model);

        assertThatCode(() -> check.apply(call)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4o,   gpt-4o-mini, openai, gpt-4o-mini",
        "gpt-4*,   gpt-3.5,     openai, gpt-3.5",
        "openai/*, gpt-4o,      azure,  gpt-4o",
        "*-mini,   mini,        openai, mini",
        "gpt-4o,   GPT-4o,      openai, GPT-4o"
    })
    void turnsAwayEveryOtherModel(String pattern, String written, String provider, String model) {
        Call call = call(List.of(pattern), List.of(), written, provider, model);

        GatewayError error = catchThrowableOfType(GatewayError.class, () -> check.apply(call));

        assertThat(error.status()).isEqualTo(403);
        assertThat(error.code()).isEqualTo("model_not_allowed");
        assertThat(error.param()).isEqualTo("model");
        assertThat(error.text()).contains("'" + written + "'");
    }

    @Test
    void turnsAwayAProviderThatIsNotAllowed() {
        Call call = call(List.of(), List.of("openai"), "m", "azure", "m");

        GatewayError error = catchThrowableOfType(GatewayError.class, () -> check.apply(call));

        assertThat(error.status()).isEqualTo(403);
        assertThat(error.code()).isEqualTo("provider_not_allowed");
    }

    @Test
    void letsALimitedKeyNotLeaveTheModelToTheUpstream() {
        Call call = call(List.of("dall-e-2"), List.of(), null, "openai", null);

        assertThat(catchThrowableOfType(GatewayError.class, () -> check.apply(call))
                        .code())
                .isEqualTo("model_not_allowed");
    }

    @Test
    void askedToPassThroughLooksAtTheProviderOnly() {
        Call call = TestCall.post("/proxy/openai/x")
                .caller(TestKeys.principal("k", List.of("gpt-4o"), List.of("openai")))
                .build();
        call.asks(Operation.PASSTHROUGH);
        call.offeredTo(Targets.only(new Target(TestProvider.plain("openai"), null)));

        assertThatCode(() -> check.apply(call)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"a*b*c, aXbYbZc, true", "a*b*c, aXbYbZ, false", "**, '', true", "*, '', true", "'', a, false"})
    void matchesStarsAnywhere(String pattern, String model, boolean matches) {
        assertThat(ModelPattern.matches(pattern, model)).isEqualTo(matches);
    }

    private static Call call(
            List<String> models,
            List<String> providers,
            @Nullable String written,
            String provider,
            @Nullable String model) {
        Call call = TestCall.post("/v1/chat/completions")
                .caller(TestKeys.principal("k", models, providers))
                .build();
        call.asks(Operation.CHAT_COMPLETIONS, new JsonBody(Unpooled.EMPTY_BUFFER, written, -1, -1, false, null));
        call.offeredTo(Targets.only(new Target(TestProvider.plain(provider), model)));
        return call;
    }
}
