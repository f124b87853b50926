package dev.caravan.provider.ollama;

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
import dev.caravan.testkit.Requests;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OllamaPluginTest {

    @ParameterizedTest
    @CsvSource({
        "CHAT_COMPLETIONS, POST, http://localhost:11434/v1/chat/completions",
        "EMBEDDINGS, POST, http://localhost:11434/v1/embeddings",
        "COMPLETIONS, POST, http://localhost:11434/v1/completions",
        "MODELS, GET, http://localhost:11434/v1/models",
        "OLLAMA_CHAT, POST, http://localhost:11434/api/chat",
        "OLLAMA_GENERATE, POST, http://localhost:11434/api/generate",
        "OLLAMA_EMBEDDINGS, POST, http://localhost:11434/api/embed",
    })
    void callsTheLocalServerByItsOwnPathsAndThoseOfOpenAi(Operation operation, String method, String url) {
        UpstreamRequest prepared = prepare(Map.of(), Requests.valid(operation));

        assertThat(prepared.method()).isEqualTo(method);
        assertThat(prepared.url()).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://gpu.example.com:11434",
                "http://gpu.example.com:11434/",
                "http://gpu.example.com:11434/v1",
                "http://gpu.example.com:11434/v1/",
                "http://gpu.example.com:11434/api"
            })
    void takesTheUrlWithOrWithoutAnApiAtItsEnd(String url) {
        assertThat(prepare(Map.of("url", url), Requests.valid(Operation.CHAT_COMPLETIONS))
                        .url())
                .isEqualTo("http://gpu.example.com:11434/v1/chat/completions");
        assertThat(prepare(
                                Map.of("url", url),
                                Requests.passthrough("GET", "/api/tags").build())
                        .url())
                .isEqualTo("http://gpu.example.com:11434/api/tags");
    }

    @Test
    void passesThePathsOfOllamasOwnApiThroughWithTheirQuery() {
        ProviderRequest request =
                Requests.passthrough("POST", "/api/show").query("verbose=true").build();

        assertThat(prepare(Map.of("url", "https://example.com/ollama"), request))
                .extracting(UpstreamRequest::method, UpstreamRequest::url)
                .containsExactly("POST", "https://example.com/ollama/api/show?verbose=true");
    }

    @Test
    void needsNoCredentialAndSendsTheOneThatIsGiven() {
        try (Provider provider = create(Map.of())) {
            assertThat(provider.hasCredentials()).isTrue();
        }
        assertThat(prepare(Map.of(), Requests.valid(Operation.CHAT_COMPLETIONS)).headers())
                .isEmpty();
        assertThat(prepare(Map.of("api-key", "k-1"), Requests.valid(Operation.CHAT_COMPLETIONS))
                        .headers())
                .extracting(Header::name, Header::value)
                .containsExactly(tuple("Authorization", "Bearer k-1"));
    }

    @Test
    void servesOtherFormatsByItsOwnFirst() {
        try (Provider provider = create(Map.of())) {
            assertThat(provider.operations())
                    .filteredOn(operation -> operation.kind() != Operation.Kind.OTHER)
                    .containsExactly(
                            Operation.OLLAMA_CHAT,
                            Operation.CHAT_COMPLETIONS,
                            Operation.OLLAMA_GENERATE,
                            Operation.OLLAMA_EMBEDDINGS,
                            Operation.EMBEDDINGS);
        }
    }

    @Test
    void generatesNoImages() {
        try (Provider provider = create(Map.of())) {
            assertThat(provider.operations()).doesNotContain(Operation.IMAGE_GENERATIONS);
        }
    }

    @Test
    void refusesAUrlWithAQuery() {
        assertThatThrownBy(() -> create(Map.of("url", "http://localhost:11434?key=1")))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("providers.ollama.url: has a query");
    }

    private static Provider create(Map<String, Object> settings) {
        return new OllamaPlugin().create(Settings.of("providers.ollama", settings));
    }

    private static UpstreamRequest prepare(Map<String, Object> settings, ProviderRequest request) {
        try (Provider provider = create(settings)) {
            return (UpstreamRequest) provider.prepare(request);
        }
    }
}
