package dev.caravan.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.spi.Settings;
import dev.caravan.spi.UpstreamRequest;
import dev.caravan.testkit.Requests;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PresetsTest {

    private static final OpenAiPlugin PLUGIN = new OpenAiPlugin();

    static Stream<String> names() {
        return PLUGIN.presets().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyPresetIsUnderstoodWithAndWithoutAKey(String name) {
        assertThat(name).matches("[a-z][a-z0-9-]*").isNotEqualTo(PLUGIN.name());
        create(name, Map.of()).close();
        create(name, Map.of("api-key", "sk-1")).close();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyPresetIsAnApiOfAnotherHost(String name) {
        URI url = URI.create(chatUrl(name));

        assertThat(url.getPath()).endsWith("/chat/completions").doesNotContain("//");
        assertThat(url.getHost()).isNotEqualTo("api.openai.com");
        assertThat(url.getScheme()).isEqualTo(url.getHost().equals("localhost") ? "http" : "https");
    }

    @ParameterizedTest
    @MethodSource("names")
    void onlyServersOnThisMachineNeedNoKey(String name) {
        try (Provider provider = create(name, Map.of())) {
            assertThat(provider.hasCredentials())
                    .isEqualTo(URI.create(chatUrl(name)).getHost().equals("localhost"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "groq, https://api.groq.com/openai/v1/chat/completions",
        "perplexity, https://api.perplexity.ai/chat/completions",
        "fireworks, https://api.fireworks.ai/inference/v1/chat/completions",
        "deepinfra, https://api.deepinfra.com/v1/openai/chat/completions",
        "zhipu, https://open.bigmodel.cn/api/paas/v4/chat/completions",
        "vllm, http://localhost:8000/v1/chat/completions",
    })
    void presetsAreCalledWhereTheirDocumentationSays(String name, String url) {
        assertThat(chatUrl(name)).isEqualTo(url);
    }

    @Test
    void aPresetServesOnlyWhatItsUpstreamHas() {
        try (Provider groq = create("groq", Map.of());
                Provider siliconflow = create("siliconflow", Map.of())) {
            assertThat(groq.operations())
                    .containsExactly(
                            Operation.CHAT_COMPLETIONS,
                            Operation.RESPONSES,
                            Operation.RESPONSE_ITEMS,
                            Operation.TRANSCRIPTIONS,
                            Operation.TRANSLATIONS,
                            Operation.SPEECH,
                            Operation.FILES,
                            Operation.BATCHES,
                            Operation.MODELS,
                            Operation.PASSTHROUGH);
            assertThat(siliconflow.operations())
                    .containsExactly(
                            Operation.CHAT_COMPLETIONS,
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
            assertThat(groq.dialect(Operation.CHAT_COMPLETIONS)).isEqualTo("openai-compatible-chat");
        }
    }

    private static String chatUrl(String name) {
        try (Provider provider = create(name, Map.of())) {
            return ((UpstreamRequest) provider.prepare(Requests.valid(Operation.CHAT_COMPLETIONS))).url();
        }
    }

    private static Provider create(String name, Map<String, Object> own) {
        Map<String, Object> values = new HashMap<>(PLUGIN.presets().getOrDefault(name, Map.of()));
        values.putAll(own);
        Settings settings = Settings.of("providers." + name, values);
        Provider provider = PLUGIN.create(settings);
        settings.rejectUnread();
        return provider;
    }
}
