package dev.caravan.provider.cohere;

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

class CoherePluginTest {

    @ParameterizedTest
    @CsvSource({
        "COHERE_CHAT, POST, https://api.cohere.com/v2/chat",
        "COHERE_EMBEDDINGS, POST, https://api.cohere.com/v2/embed",
        "RERANK, POST, https://api.cohere.com/v1/rerank",
        "MODELS, GET, https://api.cohere.com/v1/models?page_size=1000",
    })
    void callsCohereUnlessAUrlIsGiven(Operation operation, String method, String url) {
        UpstreamRequest prepared = prepare(Map.of(), Requests.valid(operation));

        assertThat(prepared.method()).isEqualTo(method);
        assertThat(prepared.url()).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://co.example.com",
                "https://co.example.com/",
                "https://co.example.com/v2",
                "https://co.example.com/v2/",
                "https://co.example.com/v1",
                "https://co.example.com/v2/chat",
                "https://co.example.com/v2/embed",
                "https://co.example.com/v2/rerank",
                "https://co.example.com/v1/rerank",
            })
    void takesTheUrlWithOrWithoutAVersionAtItsEnd(String url) {
        assertThat(prepare(Map.of("url", url), Requests.valid(Operation.COHERE_CHAT))
                        .url())
                .isEqualTo("https://co.example.com/v2/chat");
        assertThat(prepare(
                                Map.of("url", url),
                                Requests.passthrough("POST", "/v1/tokenize").build())
                        .url())
                .isEqualTo("https://co.example.com/v1/tokenize");
    }

    @Test
    void keepsTheClientsQuery() {
        ProviderRequest models =
                Requests.of(Operation.MODELS).query("endpoint=chat").build();
        ProviderRequest chat = Requests.of(Operation.COHERE_CHAT).query("a=b").build();

        assertThat(prepare(Map.of(), models).url()).isEqualTo("https://api.cohere.com/v1/models?endpoint=chat");
        assertThat(prepare(Map.of(), chat).url()).isEqualTo("https://api.cohere.com/v2/chat?a=b");
    }

    @Test
    void sendsTheKeyAsABearerTokenAndNamesTheClient() {
        UpstreamRequest prepared =
                prepare(Map.of("api-key", "co-1", "client-name", "search"), Requests.valid(Operation.COHERE_CHAT));

        assertThat(prepared.headers())
                .extracting(Header::name, Header::value)
                .containsExactly(tuple("Authorization", "Bearer co-1"), tuple("X-Client-Name", "search"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "passthrough"})
    void addsNoCredentialAndNeedsNoneWhenAuthSaysSo(String auth) {
        try (Provider provider = create(Map.of("auth", auth))) {
            assertThat(provider.hasCredentials()).isTrue();
        }
        assertThat(prepare(Map.of("auth", auth), Requests.valid(Operation.COHERE_CHAT))
                        .headers())
                .isEmpty();
    }

    @Test
    void hasCredentialsOnlyWithAKey() {
        try (Provider with = create(Map.of("api-key", "co-1"));
                Provider without = create(Map.of())) {
            assertThat(with.hasCredentials()).isTrue();
            assertThat(without.hasCredentials()).isFalse();
        }
    }

    @Test
    void readsTheListOfModelsInCoheresShape() {
        try (Provider provider = create(Map.of())) {
            assertThat(provider.readModels(Objects.requireNonNull(
                            Json.parse("{\"models\":[{\"name\":\"command-a-03-2025\",\"context_length\":288000.0,"
                                    + "\"endpoints\":[\"chat\"]},{\"endpoints\":[]},{\"name\":\"embed-v4.0\"}]}"))))
                    .containsExactly(
                            new ModelInfo("command-a-03-2025", 0, "cohere", null, 288_000, 0),
                            new ModelInfo("embed-v4.0", 0, "cohere", null, 0, 0));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.cohere.com?x=1, has a query",
        "https://api.cohere.ai/compatibility/v1, is the API by which Cohere speaks OpenAI's dialect",
    })
    void refusesAUrlToWhichNoPathCanBeAppended(String url, String problem) {
        assertThatThrownBy(() -> create(Map.of("url", url)))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("providers.cohere.url: " + problem);
    }

    @Test
    void refusesAKeyThatWouldNeverBeSent() {
        assertThatThrownBy(() -> create(Map.of("auth", "none", "api-key", "co-1")))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("providers.cohere.api-key: is set although auth says that it is not used");
    }

    private static Provider create(Map<String, Object> settings) {
        return new CoherePlugin().create(Settings.of("providers.cohere", settings));
    }

    private static UpstreamRequest prepare(Map<String, Object> settings, ProviderRequest request) {
        try (Provider provider = create(settings)) {
            return (UpstreamRequest) provider.prepare(request);
        }
    }
}
