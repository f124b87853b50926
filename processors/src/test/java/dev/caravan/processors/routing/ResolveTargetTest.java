package dev.caravan.processors.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.processors.auth.TestKeys;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.pricing.ModelRegistry;
import dev.caravan.processors.request.TestCall;
import dev.caravan.processors.translation.Dialects;
import dev.caravan.processors.translation.Translations;
import dev.caravan.provider.openai.chat.CompatibleChatDialect;
import dev.caravan.provider.openai.chat.OpenAiChatDialect;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import io.netty.buffer.Unpooled;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResolveTargetTest {

    private static final Map<Operation, String> PREFERRED =
            Map.of(Operation.CHAT_COMPLETIONS, "openai", Operation.EMBEDDINGS, "openai");

    private static final Translations TRANSLATIONS =
            new Translations(new Dialects(List.of(new OpenAiChatDialect(), new CompatibleChatDialect()), List.of()));

    private static final TargetOrder ORDER = new TargetOrder(new TargetHealth(), ModelRegistry.EMPTY, () -> 0);

    private final ConfiguredProvider local =
            TestProvider.named("local").models("llama3", "both").build();
    private final ConfiguredProvider openai =
            TestProvider.named("openai").models("gpt-4o", "both").build();
    private final ConfiguredProvider images =
            TestProvider.named("images").serving(Operation.IMAGE_GENERATIONS).build();
    private final ConfiguredProvider keyless =
            TestProvider.named("keyless").withoutCredentials().models("secret").build();
    private final ProviderRegistry registry = new ProviderRegistry(
            List.of(local, openai, images, keyless),
            Map.of(
                    "smart",
                    Alias.of(new Target(openai, "gpt-4o")),
                    "local/odd",
                    Alias.of(new Target(openai, "o")),
                    "draw",
                    Alias.of(new Target(images, "d"))));
    private final ResolveTarget resolve = new ResolveTarget(registry, PREFERRED, TRANSLATIONS, ORDER);

    @ParameterizedTest
    @CsvSource({
        "local,  gpt-4o,        local,   gpt-4o",
        "local,  smart,         local,   smart",
        "local,  openai/gpt-4o, local,   openai/gpt-4o",
        "local,  local/llama3,  local,   llama3",
        "local,  locals/llama3, local,   locals/llama3",
        "local,  local/,        local,   local/",
        "keyless,m,             keyless, m"
    })
    void followsTheHeaderFirst(String header, String model, String provider, String resolved) {
        assertThat(target(model, header))
                .isEqualTo(new Target(registry.provider(provider).orElseThrow(), resolved));
    }

    @ParameterizedTest
    @CsvSource({
        "smart,          openai,  gpt-4o",
        "local/odd,      openai,  o",
        "local/llama3,   local,   llama3",
        "local/gpt-4o,   local,   gpt-4o",
        "local/a/b,      local,   a/b",
        "keyless/m,      keyless, m",
        "meta/llama3,    openai,  meta/llama3",
        "local/,         openai,  local/",
        "/llama3,        openai,  /llama3"
    })
    void followsTheModelsNameNext(String model, String provider, String resolved) {
        assertThat(target(model, null))
                .isEqualTo(new Target(registry.provider(provider).orElseThrow(), resolved));
    }

    @ParameterizedTest
    @CsvSource({"llama3, local", "gpt-4o, openai", "both, openai", "secret, openai", "unheard-of, openai"})
    void goesToTheOnlyProviderThatListsAModelElseToThePreferredOne(String model, String provider) {
        assertThat(target(model, null))
                .isEqualTo(new Target(registry.provider(provider).orElseThrow(), model));
    }

    @Test
    void goesToTheFirstThatCanServeWithoutAPreference() {
        assertThat(target(Operation.IMAGE_GENERATIONS, null, null).provider()).isSameAs(local);
        assertThat(new Target(local, null)).isEqualTo(target(Operation.IMAGE_GENERATIONS, null, null));
    }

    @Test
    void passesOverAPreferredProviderWithoutCredentials() {
        ResolveTarget other =
                new ResolveTarget(registry, Map.of(Operation.CHAT_COMPLETIONS, "keyless"), TRANSLATIONS, ORDER);
        Call call = call(Operation.CHAT_COMPLETIONS, "m", null);

        other.apply(call);

        assertThat(call.target()).isEqualTo(new Target(local, "m"));
    }

    @Test
    void passesOverAProviderThatTheKeyMayNotUse() {
        Call call = call(Operation.CHAT_COMPLETIONS, "gpt-4o", null);
        call.authenticatedAs(TestKeys.principal("k", List.of(), List.of("local")));

        resolve.apply(call);

        assertThat(call.target()).isEqualTo(new Target(local, "gpt-4o"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "OpenAI", "openai/gpt-4o"})
    void refusesAHeaderThatNamesNoProvider(String header) {
        GatewayError error = refusal(resolve, call(Operation.CHAT_COMPLETIONS, "m", header));

        assertThat(error.status()).isEqualTo(400);
        assertThat(error.code()).isEqualTo("unknown_provider");
        assertThat(error.text()).isEqualTo("Provider '" + header + "' is not configured.");
    }

    @Test
    void takesABlankHeaderForNone() {
        assertThat(target("m", "")).isEqualTo(new Target(openai, "m"));
    }

    @ParameterizedTest
    @CsvSource({"m, images", "images/m,", "draw,"})
    void refusesANamedProviderThatDoesNotServeTheOperation(String model, @Nullable String header) {
        GatewayError error = refusal(resolve, call(Operation.CHAT_COMPLETIONS, model, header));

        assertThat(error.status()).isEqualTo(400);
        assertThat(error.code()).isEqualTo("operation_not_supported");
        assertThat(error.text()).isEqualTo("Provider 'images' does not serve 'chat/completions'.");
    }

    @Test
    void saysWhatWasTriedWhenNobodyCanServe() {
        ResolveTarget poor = new ResolveTarget(
                new ProviderRegistry(List.of(images, keyless), Map.of()), PREFERRED, TRANSLATIONS, ORDER);

        GatewayError error = refusal(poor, call(Operation.CHAT_COMPLETIONS, "m", null));

        assertThat(error.status()).isEqualTo(400);
        assertThat(error.code()).isEqualTo("no_provider");
        assertThat(error.text())
                .isEqualTo("No provider can serve 'chat/completions'. Tried: images (does not serve it),"
                        + " keyless (has no credentials).");
    }

    @Test
    void namesNoProviderThatTheKeyMayNotUse() {
        ResolveTarget poor = new ResolveTarget(
                new ProviderRegistry(List.of(images, keyless), Map.of()), PREFERRED, TRANSLATIONS, ORDER);
        Call call = call(Operation.CHAT_COMPLETIONS, "m", null);
        call.authenticatedAs(TestKeys.principal("k", List.of(), List.of("keyless")));

        assertThat(refusal(poor, call).text()).contains("keyless").doesNotContain("images");
    }

    @Test
    void keepsProvidersAndAliasesInTheOrderOfTheConfiguration() {
        Map<String, Alias> aliases = new LinkedHashMap<>();
        for (String name : List.of("z", "a", "m", "b")) {
            aliases.put(name, Alias.of(new Target(openai, name)));
        }

        ProviderRegistry ordered = new ProviderRegistry(List.of(openai, local), aliases);

        assertThat(ordered.aliases().keySet()).containsExactly("z", "a", "m", "b");
        assertThat(ordered.all()).containsExactly(openai, local).isSameAs(ordered.all());
    }

    private Target target(@Nullable String model, @Nullable String header) {
        return target(Operation.CHAT_COMPLETIONS, model, header);
    }

    private Target target(Operation operation, @Nullable String model, @Nullable String header) {
        Call call = call(operation, model, header);
        resolve.apply(call);
        assertThat(call.target()).isNotNull();
        return call.target();
    }

    private static GatewayError refusal(ResolveTarget resolve, Call call) {
        return catchThrowableOfType(GatewayError.class, () -> resolve.apply(call));
    }

    private static Call call(Operation operation, @Nullable String model, @Nullable String header) {
        TestCall test = TestCall.post("/v1/" + operation.path());
        if (header != null) {
            test.header("X-Ingate-Provider", header);
        }
        Call call = test.build();
        call.asks(operation, new JsonBody(Unpooled.EMPTY_BUFFER, model, -1, -1, false, null));
        return call;
    }

    @Test
    void takesWhoSpeaksTheDialectBeforeWhoIsTranslatedFor() {
        ConfiguredProvider foreign = foreign();
        ResolveTarget mixed = new ResolveTarget(
                new ProviderRegistry(List.of(foreign, local), Map.of()), PREFERRED, TRANSLATIONS, ORDER);
        Call call = chat(null);

        mixed.apply(call);

        assertThat(call.target()).isEqualTo(new Target(local, "m"));
    }

    @Test
    void translatesForTheOnlyProviderThereIs() {
        ConfiguredProvider foreign = foreign();
        Call call = call(Operation.CHAT_COMPLETIONS, "m", null);

        new ResolveTarget(new ProviderRegistry(List.of(foreign), Map.of()), PREFERRED, TRANSLATIONS, ORDER).apply(call);

        assertThat(call.target()).isEqualTo(new Target(foreign, "m"));
    }

    @Test
    void saysSoWhenTheClientWantsNoTranslation() {
        ResolveTarget only =
                new ResolveTarget(new ProviderRegistry(List.of(foreign()), Map.of()), PREFERRED, TRANSLATIONS, ORDER);

        assertThat(catchThrowableOfType(GatewayError.class, () -> only.apply(chat(null)))
                        .code())
                .isEqualTo("no_provider");
        assertThat(catchThrowableOfType(GatewayError.class, () -> only.apply(chat("foreign")))
                        .code())
                .isEqualTo("translation_off");
    }

    private static ConfiguredProvider foreign() {
        return TestProvider.named("foreign")
                .serving(Operation.CUSTOM_CHAT)
                .speaking("openai-compatible-chat")
                .build();
    }

    private static Call chat(@Nullable String provider) {
        TestCall builder = TestCall.post("/v1/chat/completions").header("X-Ingate-Translate", "false");
        if (provider != null) {
            builder.header("X-Ingate-Provider", provider);
        }
        Call call = builder.build();
        call.asks(Operation.CHAT_COMPLETIONS, new JsonBody(Unpooled.EMPTY_BUFFER, "m", -1, -1, false, null));
        return call;
    }
}
