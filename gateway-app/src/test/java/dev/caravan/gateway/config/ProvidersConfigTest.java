package dev.caravan.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.routing.ConfiguredProvider.Timeouts;
import dev.caravan.spi.Operation;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProvidersConfigTest {

    @TempDir
    Path folder;

    private ConfigFixture file;

    @BeforeEach
    void startWithAnEmptyEnvironment() {
        file = new ConfigFixture(folder);
    }

    @Test
    void theGatewaysKeysAreReadAndThePluginsAreLeftToIt() {
        ProviderConfig provider = file.config(
                        """
                        providers:
                          groq:
                            plugin: openai
                            url: https://api.groq.com/openai/v1
                            models: [llama-3.3-70b, anthropic/claude]
                            forward-headers: [X-Trace-Id, OpenAI-Beta]
                            format-urls:
                              chat/completions: https://chat.example.org/v2/
                            timeouts: {connect: 1s}
                        """)
                .providers()
                .get(0);

        assertThat(provider.name()).isEqualTo("groq");
        assertThat(provider.plugin()).isEqualTo("openai");
        assertThat(provider.models()).containsExactly("llama-3.3-70b", "anthropic/claude");
        assertThat(provider.forwardHeaders()).containsExactly("x-trace-id", "openai-beta");
        assertThat(provider.formatUrls())
                .hasSize(1)
                .containsEntry(Operation.CHAT_COMPLETIONS, "https://chat.example.org/v2");
        assertThat(provider.passThroughCredentials()).isFalse();
        assertThat(provider.settings().text("url")).contains("https://api.groq.com/openai/v1");
        assertThat(provider.settings().name()).isEqualTo("groq");
    }

    @Test
    void providersKeepTheOrderOfTheFile() {
        assertThat(file.config("providers:\n  z: {}\n  a: {}\n  m:\n").providers())
                .extracting(ProviderConfig::name)
                .containsExactly("z", "a", "m");
    }

    @Test
    void aProvidersPluginIsItsOwnNameByDefault() {
        assertThat(file.config("providers: {ollama: {}}").providers().get(0).plugin())
                .isEqualTo("ollama");
    }

    @Test
    void timeoutsComeFromTheProviderThenFromTheFileThenFromTheGateway() {
        GatewayConfig config = file.config(
                """
                timeouts: {idle: 7s, total: 8s}
                providers:
                  a: {timeouts: {idle: 1s}}
                  b: {}
                """);

        assertThat(config.providers().get(0).timeouts())
                .isEqualTo(new Timeouts(
                        Duration.ofSeconds(5), Duration.ofSeconds(120), Duration.ofSeconds(1), Duration.ofSeconds(8)));
        assertThat(config.providers().get(1).timeouts())
                .isEqualTo(new Timeouts(
                        Duration.ofSeconds(5), Duration.ofSeconds(120), Duration.ofSeconds(7), Duration.ofSeconds(8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"passthrough", "Passthrough"})
    void theClientsOwnCredentialGoesUpstreamWhenAskedFor(String auth) {
        ProviderConfig provider =
                file.config("providers: {a: {auth: " + auth + "}}").providers().get(0);

        assertThat(provider.passThroughCredentials()).isTrue();
    }

    @Test
    void anyOtherKindOfAuthIsThePluginsAffair() {
        ProviderConfig provider =
                file.config("providers: {a: {auth: bearer}}").providers().get(0);

        assertThat(provider.passThroughCredentials()).isFalse();
    }

    @Test
    void problemsOfSeveralProvidersAreToldTogether() {
        assertThat(
                        file.problems(
                                """
                        providers:
                          a: text
                          b/c: {}
                          d:
                            models: {x: y}
                            timeouts:
                              conect: 1s
                              idle: 0s
                            format-urls:
                              chat/completion: https://x.example.org
                              embeddings: nowhere
                        """))
                .containsExactly(
                        "gateway.yaml:2: providers.a: expected a map, found a text. Indent its keys below it",
                        "gateway.yaml:3: providers.b/c: is no provider's name. Use letters, digits, '-' and '_', 64 at most",
                        "gateway.yaml:5: providers.d.models: expected a list, found a map. Write [one, two]",
                        "gateway.yaml:7: providers.d.timeouts.conect: is not a known key. Did you mean 'connect'? Known here:"
                                + " connect, first-byte, idle, total",
                        "gateway.yaml:8: providers.d.timeouts.idle: is not between 1ms and 7d. Write a time in that range",
                        "gateway.yaml:10: providers.d.format-urls.chat/completion: is no operation. Did you mean"
                                + " 'chat/completions'? Known here: chat/completions, responses, messages,"
                                + " messages/count_tokens, generateContent, api/chat, api/generate, v2/chat, converse, chat,"
                                + " embeddings, batchEmbedContents, api/embed, v2/embed, invoke, images/generations, images/edits,"
                                + " images/variations, completions, audio/transcriptions, audio/translations, audio/speech,"
                                + " moderations, rerank, files, uploads, batches, anthropic-files,"
                                + " messages/batches, realtime, models",
                        "gateway.yaml:11: providers.d.format-urls.embeddings: 'nowhere' is no http(s) URL. Write one such as"
                                + " https://host/v1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "x-api-key", "X-Ingate-Key", "Transfer-Encoding", "host"})
    void headersThatMustNotGoUpstreamCannotBeForwarded(String header) {
        assertThat(file.problems("providers:\n  a:\n    forward-headers: [" + header + "]\n"))
                .singleElement()
                .asString()
                .startsWith("gateway.yaml:3: providers.a.forward-headers: '")
                .contains("never goes upstream");
    }

    @Test
    void aHeaderNameWithABlankIsRefused() {
        assertThat(file.problems("providers:\n  a:\n    forward-headers: [\"x y\"]\n"))
                .containsExactly(
                        "gateway.yaml:3: providers.a.forward-headers: 'x y' is no header's name. Write names such as"
                                + " x-trace-id");
    }
}
