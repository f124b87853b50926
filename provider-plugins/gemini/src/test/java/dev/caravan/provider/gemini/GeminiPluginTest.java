package dev.caravan.provider.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.GatewayError;
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

class GeminiPluginTest {

    private static final Map<String, Object> VERTEX = Map.of("project", "p-1", "location", "europe-west1");

    @ParameterizedTest
    @CsvSource({
        "GENERATE_CONTENT, POST, https://generativelanguage.googleapis.com/v1beta/models/test-model:generateContent",
        "GEMINI_EMBEDDINGS, POST, https://generativelanguage.googleapis.com/v1beta/models/test-model:batchEmbedContents",
        "MODELS, GET, https://generativelanguage.googleapis.com/v1beta/models?pageSize=1000",
        "PASSTHROUGH, POST, https://generativelanguage.googleapis.com/v1/things",
    })
    void callsTheGeminiApiUnlessAUrlIsGiven(Operation operation, String method, String url) {
        UpstreamRequest prepared = prepare(Map.of(), Requests.valid(operation));

        assertThat(prepared.method()).isEqualTo(method);
        assertThat(prepared.url()).isEqualTo(url);
    }

    @Test
    void asksForEventsWhenTheClientWantsAStream() {
        assertThat(url(Requests.of(Operation.GENERATE_CONTENT).model("m").stream()))
                .isEqualTo("https://generativelanguage.googleapis.com/v1beta/models/m:streamGenerateContent?alt=sse");
    }

    @ParameterizedTest
    @CsvSource({
        "https://g.example.com, https://g.example.com/v1beta",
        "https://g.example.com/, https://g.example.com/v1beta",
        "https://g.example.com/v1beta, https://g.example.com/v1beta",
        "https://g.example.com/v1beta/, https://g.example.com/v1beta",
        "https://g.example.com/v1, https://g.example.com/v1",
        "https://g.example.com/v1alpha, https://g.example.com/v1alpha",
        "https://g.example.com/v1beta/models, https://g.example.com/v1beta",
        "https://g.example.com/gemini, https://g.example.com/gemini/v1beta",
        "http://localhost:8000, http://localhost:8000/v1beta",
    })
    void takesTheUrlInTheFormsThatPeopleWrite(String written, String api) {
        assertThat(prepare(Map.of("url", written), Requests.valid(Operation.GENERATE_CONTENT))
                        .url())
                .isEqualTo(api + "/models/test-model:generateContent");
    }

    @Test
    void appendsAPassedThroughPathToTheUrlWithoutItsVersion() {
        ProviderRequest request = Requests.passthrough("GET", "/v1beta/files/abc")
                .query("key=1&alt=media")
                .build();

        assertThat(prepare(Map.of("url", "https://g.example.com/v1beta"), request)
                        .url())
                .isEqualTo("https://g.example.com/v1beta/files/abc?key=1&alt=media");
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-2.5-flash, models/gemini-2.5-flash",
        "models/gemini-2.5-flash, models/gemini-2.5-flash",
        "tunedModels/my-model-1, tunedModels/my-model-1",
        "gemini-2.0-flash@001, models/gemini-2.0-flash@001",
        "a b/../c?x#y:z%, models/a%20b%2F..%2Fc%3Fx%23y%3Az%25",
        "камel, models/%D0%BA%D0%B0%D0%BCel",
        "models/, models/models%2F",
    })
    void namesTheModelInThePath(String model, String path) {
        assertThat(url(Requests.of(Operation.GENERATE_CONTENT).model(model)))
                .isEqualTo("https://generativelanguage.googleapis.com/v1beta/" + path + ":generateContent");
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "key=AIza | ",
                "alt=json | ",
                "$alt=sse&key=1 | ",
                "&& | ",
                "prettyPrint=false&alt=json&key=1&fields=a%2Cb | ?prettyPrint=false&fields=a%2Cb",
            },
            delimiter = '|')
    void keepsTheQueryButForTheFormOfTheAnswerAndTheKey(String query, String kept) {
        Requests.Builder request =
                Requests.of(Operation.GENERATE_CONTENT).model("m").query(query);

        assertThat(url(request)).endsWith(":generateContent" + (kept == null ? "" : kept));
        assertThat(url(request.stream()))
                .endsWith(":streamGenerateContent" + (kept == null ? "?" : kept + "&") + "alt=sse");
    }

    @Test
    void keepsTheClientsKeyWhereItIsToGoUpstream() {
        ProviderRequest request = Requests.of(Operation.GENERATE_CONTENT)
                .model("m")
                .query("key=clients")
                .build();

        assertThat(prepare(Map.of("auth", "passthrough"), request).url()).endsWith("?key=clients");
    }

    @Test
    void refusesACallWithoutAModel() {
        assertThatThrownBy(() -> url(Requests.of(Operation.GENERATE_CONTENT)))
                .isInstanceOfSatisfying(GatewayError.class, error -> {
                    assertThat(error.status()).isEqualTo(400);
                    assertThat(error.param()).isEqualTo("model");
                });
    }

    @ParameterizedTest
    @CsvSource({"api-key, x-goog-api-key, k-1", "bearer, Authorization, Bearer k-1"})
    void sendsTheKey(String auth, String header, String value) {
        assertThat(prepare(Map.of("auth", auth, "api-key", "k-1"), Requests.valid(Operation.MODELS))
                        .headers())
                .extracting(Header::name, Header::value)
                .containsExactly(tuple(header, value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "passthrough"})
    void addsNoCredentialAndNeedsNoneWhenAuthSaysSo(String auth) {
        try (Provider provider = create(Map.of("auth", auth))) {
            assertThat(provider.hasCredentials()).isTrue();
        }
        assertThat(prepare(Map.of("auth", auth), Requests.valid(Operation.MODELS))
                        .headers())
                .isEmpty();
    }

    @Test
    void hasCredentialsOnlyWithAKey() {
        try (Provider with = create(Map.of("api-key", "k-1"));
                Provider without = create(Map.of())) {
            assertThat(with.hasCredentials()).isTrue();
            assertThat(without.hasCredentials()).isFalse();
        }
    }

    @Test
    void refusesAKeyThatWouldNeverBeSent() {
        assertThatThrownBy(() -> create(Map.of("auth", "none", "api-key", "k-1")))
                .isInstanceOf(SettingsException.class)
                .hasMessage("providers.gemini.api-key: is set although auth says that it is not used."
                        + " Remove it, or write auth: api-key");
    }

    @Test
    void callsVertexAiByProjectAndLocation() {
        assertThat(prepare(VERTEX, Requests.valid(Operation.GENERATE_CONTENT)).url())
                .isEqualTo("https://europe-west1-aiplatform.googleapis.com/v1/projects/p-1/locations/europe-west1"
                        + "/publishers/google/models/test-model:generateContent");
        assertThat(prepare(
                                Map.of("project", "p-1", "location", "global"),
                                Requests.of(Operation.GENERATE_CONTENT).model("models/m").stream()
                                        .build())
                        .url())
                .isEqualTo("https://aiplatform.googleapis.com/v1/projects/p-1/locations/global"
                        + "/publishers/google/models/m:streamGenerateContent?alt=sse");
    }

    @Test
    void callsVertexAiAtAUrlOfItsOwnWithATokenAndItsOwnOperations() {
        Map<String, Object> settings =
                Map.of("project", "p-1", "location", "l", "url", "https://v.example.com/v1beta1", "api-key", "ya29.x");

        UpstreamRequest prepared = prepare(settings, Requests.valid(Operation.GENERATE_CONTENT));

        assertThat(prepared.url()).startsWith("https://v.example.com/v1beta1/projects/p-1/locations/l/");
        assertThat(prepared.headers())
                .extracting(Header::name, Header::value)
                .containsExactly(tuple("Authorization", "Bearer ya29.x"));
        try (Provider provider = create(settings)) {
            assertThat(provider.operations())
                    .containsExactlyInAnyOrder(Operation.GENERATE_CONTENT, Operation.PASSTHROUGH);
        }
    }

    @ParameterizedTest
    @CsvSource({"project, location", "location, project"})
    void wantsProjectAndLocationTogether(String given, String missing) {
        assertThatThrownBy(() -> create(Map.of(given, "x-1")))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("providers.gemini." + missing + ": is missing.");
    }

    private static String url(Requests.Builder request) {
        return prepare(Map.of(), request.build()).url();
    }

    private static Provider create(Map<String, Object> settings) {
        return new GeminiPlugin().create(Settings.of("providers.gemini", settings));
    }

    private static UpstreamRequest prepare(Map<String, Object> settings, ProviderRequest request) {
        try (Provider provider = create(settings)) {
            return (UpstreamRequest) provider.prepare(request);
        }
    }

    @Test
    void readsGeminisListOfModels() {
        JsonNode answer =
                Json.parse("{\"models\":[{\"name\":\"models/gemini-2.0-flash\",\"displayName\":\"Gemini 2.0 Flash\","
                        + "\"inputTokenLimit\":1048576,\"outputTokenLimit\":8192},{\"name\":\"\"}]}");

        try (Provider provider = new GeminiPlugin().create(Settings.of("providers.gemini", Map.of()))) {
            assertThat(provider.readModels(Objects.requireNonNull(answer)))
                    .containsExactly(
                            new ModelInfo("gemini-2.0-flash", 0, "google", "Gemini 2.0 Flash", 1_048_576, 8192));
        }
    }
}
