package dev.caravan.gateway.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.gateway.config.ConfigReader;
import dev.caravan.processors.routing.ConfiguredProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugins that come with the gateway, as its own class path has them. */
class ShippedPluginsTest {

    private static final ClassLoader CLASS_PATH = PluginLoader.class.getClassLoader();

    @TempDir
    Path folder;

    @Test
    void theyAreFoundOnTheClassPath() {
        try (Plugins plugins = PluginLoader.load(CLASS_PATH, folder)) {
            assertThat(plugins.names()).contains("echo", "ollama", "openai");
            assertThat(plugins.presetNames()).contains("groq", "openrouter", "vllm");
            assertThat(plugins.rejected()).isEmpty();
        }
    }

    @Test
    void theDocumentationHasThemAndTheirPresets() throws Exception {
        String documentation = Files.readString(Path.of("..", "src", "docs", "providers.md"));

        try (Plugins plugins = PluginLoader.load(CLASS_PATH, folder)) {
            assertThat(plugins.names())
                    .allSatisfy(name -> assertThat(documentation).contains("\n| `" + name + "` | "));
            assertThat(plugins.presetNames()).allSatisfy(name -> assertThat(documentation)
                    .contains("\n| `" + name + "` | `"
                            + plugins.choice(name).orElseThrow().preset().get("url") + "` | "));
        }
    }

    @Test
    void theyUnderstandWhatAnOperatorWrites() throws Exception {
        Path file = Files.writeString(
                folder.resolve("gateway.yaml"),
                """
                providers:
                  echo: {}
                  openai: {api-key: "${OPENAI_API_KEY:}"}
                  groq: {api-key: "${GROQ_API_KEY:}"}
                  local: {plugin: lmstudio, url: http://127.0.0.1:1234/v1}
                  mine: {plugin: openai, url: http://127.0.0.1:1, auth: passthrough}
                  ollama: {url: http://127.0.0.1:11434}
                """);
        ConfigReader reader = new ConfigReader(Map.of("GROQ_API_KEY", "gsk-1")::get);

        try (Plugins plugins = PluginLoader.load(CLASS_PATH, folder)) {
            List<ConfiguredProvider> providers = new ProviderFactory(plugins).create(reader.read(file));

            assertThat(providers)
                    .extracting(ConfiguredProvider::name)
                    .containsExactly("echo", "openai", "groq", "local", "mine", "ollama");
            assertThat(providers)
                    .extracting(provider -> provider.provider().hasCredentials())
                    .containsExactly(true, false, true, true, true, true);
            assertThat(providers.get(2).plugin()).isEqualTo("openai");
            assertThat(providers.get(4).passThroughCredentials()).isTrue();
            providers.forEach(provider -> provider.provider().close());
        }
    }
}
