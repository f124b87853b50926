package dev.caravan.provider.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Header;
import dev.caravan.spi.ModelInfo;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderRequest;
import dev.caravan.spi.Settings;
import dev.caravan.spi.SettingsException;
import dev.caravan.spi.UpstreamRequest;
import dev.caravan.testkit.Requests;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AzurePluginTest {

    private static final String HOST = "https://res.openai.azure.com";

    @ParameterizedTest
    @CsvSource({
        "CHAT_COMPLETIONS, /openai/v1/chat/completions",
        "RESPONSES, /openai/v1/responses",
        "RESPONSE_ITEMS, /openai/v1/responses/resp_1/input_items",
        "EMBEDDINGS, /openai/v1/embeddings",
        "IMAGE_GENERATIONS, /openai/v1/images/generations",
        "COMPLETIONS, /openai/v1/completions",
        "TRANSCRIPTIONS, /openai/v1/audio/transcriptions",
        "MODELS, /openai/v1/models",
        "PASSTHROUGH, /v1/things",
    })
    void callsTheV1ApiUnlessAVersionIsGiven(Operation operation, String path) {
        assertThat(url(Map.of(), Requests.valid(operation))).isEqualTo(HOST + path);
        assertThat(url(Map.of("api-version", "v1"), Requests.valid(operation))).isEqualTo(HOST + path);
    }

    @ParameterizedTest
    @CsvSource({
        "CHAT_COMPLETIONS, /openai/deployments/test-model/chat/completions?api-version=2025-04-01-preview",
        "RESPONSES, /openai/responses?api-version=2025-04-01-preview",
        "RESPONSE_ITEMS, /openai/responses/resp_1/input_items?api-version=2025-04-01-preview",
        "EMBEDDINGS, /openai/deployments/test-model/embeddings?api-version=2025-04-01-preview",
        "IMAGE_GENERATIONS, /openai/deployments/test-model/images/generations?api-version=2025-04-01-preview",
        "IMAGE_EDITS, /openai/deployments/test-model/images/edits?api-version=2025-04-01-preview",
        "COMPLETIONS, /openai/deployments/test-model/completions?api-version=2025-04-01-preview",
        "TRANSCRIPTIONS, /openai/deployments/test-model/audio/transcriptions?api-version=2025-04-01-preview",
        "TRANSLATIONS, /openai/deployments/test-model/audio/translations?api-version=2025-04-01-preview",
        "SPEECH, /openai/deployments/test-model/audio/speech?api-version=2025-04-01-preview",
        "MODELS, /openai/models?api-version=2025-04-01-preview",
        "PASSTHROUGH, /v1/things",
    })
    void callsDeploymentsByTheirUrlsWhenAVersionIsGiven(Operation operation, String path) {
        assertThat(url(Map.of("api-version", "2025-04-01-preview"), Requests.valid(operation)))
                .isEqualTo(HOST + path);
    }

    @Test
    void asksForThePreviewOfTheV1ApiByItsParameter() {
        assertThat(url(Map.of("api-version", "preview"), Requests.valid(Operation.RESPONSES)))
                .isEqualTo(HOST + "/openai/v1/responses?api-version=preview");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://res.openai.azure.com",
                "https://res.openai.azure.com/",
                "https://res.openai.azure.com/openai",
                "https://res.openai.azure.com/openai/v1/",
            })
    void takesTheUrlInTheFormsThatAzureShows(String url) {
        UpstreamRequest prepared = prepare(Map.of("url", url), Requests.valid(Operation.CHAT_COMPLETIONS));

        assertThat(prepared.url()).isEqualTo(HOST + "/openai/v1/chat/completions");
    }

    @Test
    void keepsThePathOfAProxyBeforeTheResource() {
        assertThat(prepare(
                                Map.of("url", "https://apim.example.com/ai/openai"),
                                Requests.valid(Operation.CHAT_COMPLETIONS))
                        .url())
                .isEqualTo("https://apim.example.com/ai/openai/v1/chat/completions");
    }

    @Test
    void findsTheDeploymentOfAModelAndTakesOthersForDeployments() {
        Map<String, Object> settings =
                Map.of("api-version", "2024-10-21", "deployments", Map.of("gpt-4o", "prod 4o/eu"));

        assertThat(url(settings, chat("gpt-4o")))
                .isEqualTo(HOST + "/openai/deployments/prod%204o%2Feu/chat/completions?api-version=2024-10-21");
        assertThat(url(settings, chat("other")))
                .isEqualTo(HOST + "/openai/deployments/other/chat/completions?api-version=2024-10-21");
    }

    @Test
    void cannotNameADeploymentWithoutAModel() {
        assertThatThrownBy(() -> url(
                        Map.of("api-version", "2024-10-21"),
                        Requests.of(Operation.IMAGE_GENERATIONS).body("{}").build()))
                .asInstanceOf(InstanceOfAssertFactories.type(GatewayError.class))
                .satisfies(error -> {
                    assertThat(error.status()).isEqualTo(400);
                    assertThat(error.param()).isEqualTo("model");
                });
    }

    @Test
    void putsItsOwnVersionInPlaceOfTheClientsAndKeepsTheRestOfTheQuery() {
        ProviderRequest request = Requests.of(Operation.CHAT_COMPLETIONS)
                .model("m")
                .query("a=1%2B&api-version=2023-05-15&b&api-versions=x")
                .build();

        assertThat(url(Map.of("api-version", "2024-10-21"), request))
                .isEqualTo(
                        HOST + "/openai/deployments/m/chat/completions?api-version=2024-10-21&a=1%2B&b&api-versions=x");
        assertThat(url(Map.of(), request)).isEqualTo(HOST + "/openai/v1/chat/completions?a=1%2B&b&api-versions=x");
        assertThat(url(
                        Map.of(),
                        Requests.of(Operation.CHAT_COMPLETIONS)
                                .query("api-version=2023-05-15")
                                .build()))
                .isEqualTo(HOST + "/openai/v1/chat/completions");
    }

    @Test
    void namesTheDeploymentOfARealtimeSessionInItsQuery() {
        ProviderRequest request = Requests.of(Operation.REALTIME)
                .model("gpt realtime")
                .query("model=gpt%20realtime&x=1")
                .build();

        assertThat(url(Map.of(), request)).isEqualTo(HOST + "/openai/v1/realtime?model=gpt%20realtime&x=1");
        assertThat(url(Map.of("api-version", "2024-10-21", "deployments", Map.of("gpt realtime", "prod")), request))
                .isEqualTo(HOST + "/openai/realtime?api-version=2024-10-21&deployment=prod&x=1");
    }

    @ParameterizedTest
    @CsvSource({
        "v1, true",
        "preview, true",
        "2024-10-21, false",
        "2025-02-01-preview, false",
        "2025-03-01-preview, true",
        "2025-04-01-preview, true",
    })
    void servesResponsesWhereTheVersionHasThem(String version, boolean served) {
        try (Provider provider = create(Map.of("api-version", version))) {
            assertThat(provider.operations().contains(Operation.RESPONSES)).isEqualTo(served);
            assertThat(provider.operations().contains(Operation.RESPONSE_ITEMS)).isEqualTo(served);
        }
    }

    @Test
    void servesNoResponsesAndListsTheModelsItselfWhereModelsAreRenamed() {
        try (Provider provider =
                create(Map.of("api-version", "2025-04-01-preview", "deployments", Map.of("gpt-4o", "prod-4o")))) {
            assertThat(provider.operations())
                    .containsExactly(
                            Operation.CHAT_COMPLETIONS,
                            Operation.EMBEDDINGS,
                            Operation.IMAGE_GENERATIONS,
                            Operation.IMAGE_EDITS,
                            Operation.COMPLETIONS,
                            Operation.TRANSCRIPTIONS,
                            Operation.TRANSLATIONS,
                            Operation.SPEECH,
                            Operation.FILES,
                            Operation.UPLOADS,
                            Operation.BATCHES,
                            Operation.REALTIME,
                            Operation.PASSTHROUGH);
            assertThat(provider.models()).extracting(ModelInfo::id).containsExactly("gpt-4o");
        }
    }

    @Test
    void speaksOpenAisDialects() {
        try (Provider provider = create(Map.of())) {
            assertThat(provider.operations()).startsWith(Operation.CHAT_COMPLETIONS, Operation.RESPONSES);
            assertThat(provider.dialect(Operation.CHAT_COMPLETIONS)).isEqualTo("openai-chat");
            assertThat(provider.dialect(Operation.RESPONSES)).isEqualTo("openai-responses");
            assertThat(provider.dialect(Operation.EMBEDDINGS)).isEqualTo("openai-embeddings");
        }
    }

    @Test
    void sendsTheKeyInAzuresHeaderAndATokenAsBearer() {
        assertThat(prepare(Map.of("resource", "res", "api-key", "k"), chat("m")).headers())
                .extracting(Header::name, Header::value)
                .containsExactly(tuple("api-key", "k"));
        assertThat(prepare(Map.of("resource", "res", "api-key", "t", "auth", "bearer"), chat("m"))
                        .headers())
                .extracting(Header::name, Header::value)
                .containsExactly(tuple("Authorization", "Bearer t"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "passthrough"})
    void addsNoCredentialAndNeedsNoneWhenAuthSaysSo(String auth) {
        try (Provider provider = create(Map.of("auth", auth))) {
            assertThat(provider.hasCredentials()).isTrue();
            assertThat(((UpstreamRequest) provider.prepare(chat("m"))).headers())
                    .isEmpty();
        }
        assertThatThrownBy(() -> create(Map.of("auth", auth, "api-key", "k")))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("providers.azure.api-key: is set although auth says that it is not used.");
    }

    @Test
    void hasCredentialsOnlyWithAKey() {
        try (Provider with = create(Map.of("api-key", "k"));
                Provider without = create(Map.of());
                Provider token = create(Map.of("auth", "bearer"))) {
            assertThat(with.hasCredentials()).isTrue();
            assertThat(without.hasCredentials()).isFalse();
            assertThat(token.hasCredentials()).isFalse();
        }
    }

    @Test
    void refusesDeploymentsInTheV1Api() {
        assertThatThrownBy(() -> create(Map.of("deployments", Map.of("gpt-4o", "prod-4o"))))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("providers.azure.deployments: has no place in the v1 API");
    }

    @Test
    void wantsAUrlOrAResource() {
        assertThatThrownBy(() -> prepare(Map.of(), chat("m")))
                .isInstanceOf(SettingsException.class)
                .hasMessage("providers.azure.url: is missing. Write one such as"
                        + " https://my-resource.openai.azure.com, or set resource");
        assertThatThrownBy(() -> prepare(Map.of("resource", "https://res.openai.azure.com"), chat("m")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("is no resource's name");
        assertThatThrownBy(() -> prepare(Map.of("url", HOST + "/openai/deployments/x"), chat("m")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("names a single operation");
    }

    private static ProviderRequest chat(String model) {
        return Requests.chat("{}").model(model).build();
    }

    private static String url(Map<String, Object> more, ProviderRequest request) {
        return prepare(withResource(more), request).url();
    }

    private static Map<String, Object> withResource(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("resource", "res");
        return settings;
    }

    private static Provider create(Map<String, Object> more) {
        return new AzurePlugin().create(Settings.of("providers.azure", withResource(more)));
    }

    private static UpstreamRequest prepare(Map<String, Object> settings, ProviderRequest request) {
        try (Provider provider = new AzurePlugin().create(Settings.of("providers.azure", settings))) {
            return (UpstreamRequest) provider.prepare(request);
        }
    }
}
