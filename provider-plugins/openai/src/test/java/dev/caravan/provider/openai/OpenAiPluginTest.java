package dev.caravan.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.caravan.spi.Header;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderRequest;
import dev.caravan.spi.Settings;
import dev.caravan.spi.SettingsException;
import dev.caravan.spi.UpstreamRequest;
import dev.caravan.testkit.MapHeaderView;
import dev.caravan.testkit.Requests;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiPluginTest {

    @ParameterizedTest
    @CsvSource({
        "CHAT_COMPLETIONS, POST, https://api.openai.com/v1/chat/completions",
        "RESPONSES, POST, https://api.openai.com/v1/responses",
        "RESPONSE_ITEMS, GET, https://api.openai.com/v1/responses/resp_1/input_items",
        "EMBEDDINGS, POST, https://api.openai.com/v1/embeddings",
        "IMAGE_GENERATIONS, POST, https://api.openai.com/v1/images/generations",
        "IMAGE_EDITS, POST, https://api.openai.com/v1/images/edits",
        "IMAGE_VARIATIONS, POST, https://api.openai.com/v1/images/variations",
        "COMPLETIONS, POST, https://api.openai.com/v1/completions",
        "TRANSCRIPTIONS, POST, https://api.openai.com/v1/audio/transcriptions",
        "TRANSLATIONS, POST, https://api.openai.com/v1/audio/translations",
        "SPEECH, POST, https://api.openai.com/v1/audio/speech",
        "MODERATIONS, POST, https://api.openai.com/v1/moderations",
        "MODELS, GET, https://api.openai.com/v1/models",
    })
    void callsOpenAiUnlessAUrlIsGiven(Operation operation, String method, String url) {
        UpstreamRequest prepared = prepare(Map.of(), Requests.valid(operation));

        assertThat(prepared.method()).isEqualTo(method);
        assertThat(prepared.url()).isEqualTo(url);
    }

    @ParameterizedTest
    @CsvSource({
        "https://llm.example.com, https://llm.example.com/v1/chat/completions",
        "https://llm.example.com/, https://llm.example.com/v1/chat/completions",
        "http://localhost:8000, http://localhost:8000/v1/chat/completions",
        "http://[::1]:8000, http://[::1]:8000/v1/chat/completions",
        "https://llm.example.com/v1, https://llm.example.com/v1/chat/completions",
        "https://llm.example.com/v1/, https://llm.example.com/v1/chat/completions",
        "https://llm.example.com/v1/chat/completions, https://llm.example.com/v1/chat/completions",
        "https://llm.example.com/v1/chat/completions/, https://llm.example.com/v1/chat/completions",
        "https://llm.example.com/chat/completions, https://llm.example.com/chat/completions",
        "https://llm.example.com/openai/v1, https://llm.example.com/openai/v1/chat/completions",
        "https://llm.example.com/v1beta/openai, https://llm.example.com/v1beta/openai/chat/completions",
    })
    void takesTheUrlInTheFormsThatPeopleWrite(String written, String called) {
        assertThat(prepare(Map.of("url", written), Requests.valid(Operation.CHAT_COMPLETIONS))
                        .url())
                .isEqualTo(called);
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.openai.com/v1, /v1/files, https://api.openai.com/v1/files",
        "https://api.openai.com, /v1/files, https://api.openai.com/v1/files",
        "https://api.openai.com/v1, /v2/files, https://api.openai.com/v2/files",
        "https://llm.example.com/openai/v1, /v1/files, https://llm.example.com/openai/v1/files",
        "https://llm.example.com/v1beta/openai, /files, https://llm.example.com/v1beta/openai/files",
        "https://llm.example.com/v1/chat/completions, /v1/files, https://llm.example.com/v1/files",
    })
    void appendsAPassedThroughPathToTheUrlWithoutItsVersion(String url, String path, String called) {
        assertThat(prepare(Map.of("url", url), Requests.passthrough("GET", path).build())
                        .url())
                .isEqualTo(called);
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "CHAT_COMPLETIONS",
                "RESPONSES",
                "RESPONSE_ITEMS",
                "EMBEDDINGS",
                "IMAGE_GENERATIONS",
                "IMAGE_EDITS",
                "IMAGE_VARIATIONS",
                "COMPLETIONS",
                "TRANSCRIPTIONS",
                "TRANSLATIONS",
                "SPEECH",
                "MODERATIONS",
                "MODELS",
                "PASSTHROUGH"
            })
    void keepsTheQueryOfEveryOperation(Operation operation) {
        ProviderRequest request =
                Requests.of(operation).query("limit=2&after=a%2Fb").build();

        assertThat(prepare(Map.of(), request).url()).endsWith("?limit=2&after=a%2Fb");
    }

    @Test
    void sendsTheKeyAsABearerTokenWithOrganizationAndProject() {
        UpstreamRequest prepared = prepare(
                Map.of("api-key", "sk-1", "organization", "org-1", "project", "proj-1"),
                Requests.valid(Operation.CHAT_COMPLETIONS));

        assertThat(prepared.headers())
                .extracting(Header::name, Header::value)
                .containsExactly(
                        tuple("Authorization", "Bearer sk-1"),
                        tuple("OpenAI-Organization", "org-1"),
                        tuple("OpenAI-Project", "proj-1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "passthrough"})
    void addsNoCredentialAndNeedsNoneWhenAuthSaysSo(String auth) {
        try (Provider provider = create(Map.of("auth", auth))) {
            assertThat(provider.hasCredentials()).isTrue();
        }
        assertThat(prepare(Map.of("auth", auth), Requests.valid(Operation.CHAT_COMPLETIONS))
                        .headers())
                .isEmpty();
    }

    @Test
    void sendsAnOptionalKeyWhereThereIsOneAndNeedsNone() {
        try (Provider provider = create(Map.of("auth", "optional"))) {
            assertThat(provider.hasCredentials()).isTrue();
        }
        assertThat(prepare(Map.of("auth", "optional"), Requests.valid(Operation.CHAT_COMPLETIONS))
                        .headers())
                .isEmpty();
        assertThat(prepare(Map.of("auth", "optional", "api-key", "sk-1"), Requests.valid(Operation.CHAT_COMPLETIONS))
                        .headers())
                .extracting(Header::value)
                .containsExactly("Bearer sk-1");
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.openai.com/v1, openai-chat, true",
        "https://eu.api.openai.com/v1, openai-chat, true",
        "https://API.openai.com, openai-chat, true",
        "https://llm.example.com/v1, openai-compatible-chat, false",
        "https://notapi.openai.com.example.com/v1, openai-compatible-chat, false",
    })
    void takesItsOwnHostsForOpenAisApiAndOthersForCompatibleOnes(String url, String dialect, boolean responses) {
        try (Provider provider = create(Map.of("url", url))) {
            assertThat(provider.dialect(Operation.CHAT_COMPLETIONS)).isEqualTo(dialect);
            assertThat(provider.operations().contains(Operation.RESPONSES)).isEqualTo(responses);
            assertThat(provider.operations().contains(Operation.RESPONSE_ITEMS)).isEqualTo(responses);
        }
    }

    @Test
    void speaksTheApiThatTheSettingsName() {
        try (Provider openai = create(Map.of("url", "https://llm.example.com", "api", "openai"));
                Provider compatible = create(Map.of("api", "compatible"))) {
            assertThat(openai.dialect(Operation.CHAT_COMPLETIONS)).isEqualTo("openai-chat");
            assertThat(openai.operations()).contains(Operation.RESPONSES, Operation.REALTIME);
            assertThat(compatible.dialect(Operation.CHAT_COMPLETIONS)).isEqualTo("openai-compatible-chat");
            assertThat(compatible.operations())
                    .doesNotContain(Operation.RESPONSES, Operation.RESPONSE_ITEMS, Operation.REALTIME);
            assertThat(openai.dialect(Operation.RESPONSES)).isEqualTo("openai-responses");
            assertThat(openai.dialect(Operation.EMBEDDINGS)).isEqualTo("openai-embeddings");
        }
    }

    @Test
    void opensRealtimeSessionsBelowItsBaseWithTheQuery() {
        try (Provider house = create(Map.of("url", "https://llm.example.com", "realtime", true))) {
            UpstreamRequest request = (UpstreamRequest) house.prepare(
                    Requests.of(Operation.REALTIME).query("model=m&x=1").build());

            assertThat(request.url()).isEqualTo("https://llm.example.com/v1/realtime?model=m&x=1");
        }
    }

    @Test
    void servesWhatTheSettingsLeaveOn() {
        try (Provider all = create(Map.of("url", "https://llm.example.com", "responses", true));
                Provider few = create(Map.of(
                        "responses", false,
                        "realtime", false,
                        "embeddings", "no",
                        "images", "off",
                        "completions", false,
                        "audio", false,
                        "moderations", false,
                        "files", false,
                        "batches", false,
                        "uploads", false))) {
            assertThat(all.operations())
                    .containsExactly(
                            Operation.CHAT_COMPLETIONS,
                            Operation.RESPONSES,
                            Operation.RESPONSE_ITEMS,
                            Operation.EMBEDDINGS,
                            Operation.IMAGE_GENERATIONS,
                            Operation.IMAGE_EDITS,
                            Operation.IMAGE_VARIATIONS,
                            Operation.COMPLETIONS,
                            Operation.TRANSCRIPTIONS,
                            Operation.TRANSLATIONS,
                            Operation.SPEECH,
                            Operation.MODERATIONS,
                            Operation.RERANK,
                            Operation.FILES,
                            Operation.BATCHES,
                            Operation.MODELS,
                            Operation.PASSTHROUGH);
            assertThat(few.operations())
                    .containsExactly(Operation.CHAT_COMPLETIONS, Operation.MODELS, Operation.PASSTHROUGH);
            assertThatThrownBy(() -> few.prepare(Requests.valid(Operation.EMBEDDINGS)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> few.prepare(Requests.valid(Operation.RESPONSE_ITEMS)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "FILES, files, https://api.openai.com/v1/files",
        "FILES, files/file-1/content, https://api.openai.com/v1/files/file-1/content",
        "UPLOADS, uploads/upload_1/parts, https://api.openai.com/v1/uploads/upload_1/parts",
        "BATCHES, batches/batch_1/cancel, https://api.openai.com/v1/batches/batch_1/cancel",
    })
    void callsCollectionsAndWhatIsInThem(Operation operation, String path, String url) {
        try (Provider provider = create(Map.of())) {
            ProviderRequest request = new ProviderRequest(
                    operation, "GET", path, "limit=2", null, false, MapHeaderView.of(List.of()), null);

            assertThat(((UpstreamRequest) provider.prepare(request)).url()).isEqualTo(url + "?limit=2");
        }
    }

    @Test
    void hasCredentialsOnlyWithAKey() {
        try (Provider with = create(Map.of("api-key", "sk-1"));
                Provider without = create(Map.of());
                Provider empty = create(Map.of("api-key", ""))) {
            assertThat(with.hasCredentials()).isTrue();
            assertThat(without.hasCredentials()).isFalse();
            assertThat(empty.hasCredentials()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "passthrough"})
    void refusesAKeyThatWouldNeverBeSent(String auth) {
        assertThatThrownBy(() -> create(Map.of("auth", auth, "api-key", "sk-1")))
                .isInstanceOf(SettingsException.class)
                .hasMessage("providers.openai.api-key: is set although auth says that it is not used."
                        + " Remove it, or write auth: api-key");
    }

    private static Provider create(Map<String, Object> settings) {
        return new OpenAiPlugin().create(Settings.of("providers.openai", settings));
    }

    private static UpstreamRequest prepare(Map<String, Object> settings, ProviderRequest request) {
        try (Provider provider = create(settings)) {
            return (UpstreamRequest) provider.prepare(request);
        }
    }
}
