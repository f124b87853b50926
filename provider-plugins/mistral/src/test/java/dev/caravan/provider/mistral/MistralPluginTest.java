package dev.caravan.provider.mistral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.caravan.spi.Header;
import dev.caravan.spi.ModelInfo;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderRequest;
import dev.caravan.spi.Settings;
import dev.caravan.spi.SettingsException;
import dev.caravan.spi.UpstreamRequest;
import dev.caravan.spi.wire.Json;
import dev.caravan.testkit.Requests;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MistralPluginTest {

    @ParameterizedTest
    @CsvSource({
        "CUSTOM_CHAT, https://api.mistral.ai/v1/chat/completions",
        "EMBEDDINGS, https://api.mistral.ai/v1/embeddings",
        "TRANSCRIPTIONS, https://api.mistral.ai/v1/audio/transcriptions",
        "MODERATIONS, https://api.mistral.ai/v1/moderations",
        "MODELS, https://api.mistral.ai/v1/models",
        "PASSTHROUGH, https://api.mistral.ai/v1/things",
    })
    void callsMistralUnlessAUrlIsGiven(Operation operation, String url) {
        assertThat(prepare(Map.of(), Requests.valid(operation)).url()).isEqualTo(url);
    }

    @ParameterizedTest
    @CsvSource({
        "https://llm.example.com, https://llm.example.com/v1/chat/completions, https://llm.example.com/v1/fim",
        "https://llm.example.com/v1/, https://llm.example.com/v1/chat/completions, https://llm.example.com/v1/fim",
        "https://llm.example.com/ai, https://llm.example.com/ai/chat/completions, https://llm.example.com/ai/v1/fim",
    })
    void takesTheUrlInTheFormsThatPeopleWrite(String written, String chat, String passedThrough) {
        assertThat(prepare(Map.of("url", written), Requests.valid(Operation.CUSTOM_CHAT))
                        .url())
                .isEqualTo(chat);
        assertThat(prepare(
                                Map.of("url", written),
                                Requests.passthrough("POST", "/v1/fim").build())
                        .url())
                .isEqualTo(passedThrough);
    }

    @Test
    void speaksItsOwnDialectInChatsAndOpenAisInEmbeddings() {
        try (Provider provider = create(Map.of())) {
            assertThat(provider.operations())
                    .containsExactly(
                            Operation.CUSTOM_CHAT,
                            Operation.EMBEDDINGS,
                            Operation.TRANSCRIPTIONS,
                            Operation.MODERATIONS,
                            Operation.FILES,
                            Operation.MODELS,
                            Operation.PASSTHROUGH);
            assertThat(provider.dialect(Operation.CUSTOM_CHAT)).isEqualTo("mistral-chat");
            assertThat(provider.dialect(Operation.EMBEDDINGS)).isEqualTo("openai-embeddings");
        }
    }

    @Test
    void takesChatsAsTheyAreAskedWhenTheSettingsSaySo() {
        try (Provider provider = create(Map.of("chat", "as-asked"))) {
            assertThat(provider.operations())
                    .contains(Operation.CHAT_COMPLETIONS)
                    .doesNotContain(Operation.CUSTOM_CHAT);
            assertThat(provider.dialect(Operation.CHAT_COMPLETIONS)).isEqualTo("mistral-chat");
        }
        assertThat(prepare(Map.of("chat", "as-asked"), Requests.valid(Operation.CHAT_COMPLETIONS))
                        .url())
                .isEqualTo("https://api.mistral.ai/v1/chat/completions");
    }

    @Test
    void sendsTheKeyAsABearerTokenAndKeepsTheQuery() {
        UpstreamRequest prepared = prepare(
                Map.of("api-key", "k"),
                Requests.of(Operation.MODELS).query("a=b%20c").build());

        assertThat(prepared.url()).endsWith("/models?a=b%20c");
        assertThat(prepared.headers())
                .extracting(Header::name, Header::value)
                .containsExactly(tuple("Authorization", "Bearer k"));
    }

    @Test
    void hasCredentialsWithAKeyOrWhereNoneIsNeeded() {
        try (Provider with = create(Map.of("api-key", "k"));
                Provider without = create(Map.of());
                Provider none = create(Map.of("auth", "none"))) {
            assertThat(with.hasCredentials()).isTrue();
            assertThat(without.hasCredentials()).isFalse();
            assertThat(none.hasCredentials()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "passthrough"})
    void refusesAKeyThatWouldNeverBeSent(String auth) {
        assertThatThrownBy(() -> create(Map.of("auth", auth, "api-key", "k")))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("providers.mistral.api-key: is set although auth says that it is not used.");
    }

    @Test
    void readsWhatMistralSaysOfItsModels() {
        try (Provider provider = create(Map.of())) {
            assertThat(provider.readModels(Objects.requireNonNull(Json.parse(
                            "{\"data\":[{\"id\":\"mistral-small-latest\",\"created\":7,\"owned_by\":\"mistralai\","
                                    + "\"name\":\"mistral-small-2506\",\"max_context_length\":131072},{\"id\":\"x\","
                                    + "\"name\":null},{\"object\":\"model\"}]}"))))
                    .containsExactly(
                            new ModelInfo("mistral-small-latest", 7, "mistralai", "mistral-small-2506", 131072, 0),
                            new ModelInfo("x", 0, "mistralai"));
        }
    }

    private static Provider create(Map<String, Object> settings) {
        return new MistralPlugin().create(Settings.of("providers.mistral", settings));
    }

    private static UpstreamRequest prepare(Map<String, Object> settings, ProviderRequest request) {
        try (Provider provider = create(settings)) {
            return (UpstreamRequest) provider.prepare(request);
        }
    }
}
