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
            assertThat(plugins.rejected()).isEmpty();
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
                  groq: {plugin: openai, url: https://api.groq.com/openai/v1, api-key: "${GROQ_API_KEY:}"}
                  mine: {plugin: openai, url: http://127.0.0.1:1, auth: passthrough}
                  ollama: {url: http://127.0.0.1:11434}
                """);
        ConfigReader reader = new ConfigReader(Map.of("GROQ_API_KEY", "gsk-1")::get);

        try (Plugins plugins = PluginLoader.load(CLASS_PATH, folder)) {
            List<ConfiguredProvider> providers = new ProviderFactory(plugins).create(reader.read(file));

            assertThat(providers)
                    .extracting(ConfiguredProvider::name)
                    .containsExactly("echo", "openai", "groq", "mine", "ollama");
            assertThat(providers)
                    .extracting(provider -> provider.provider().hasCredentials())
                    .containsExactly(true, false, true, true, true);
            assertThat(providers.get(3).passThroughCredentials()).isTrue();
            providers.forEach(provider -> provider.provider().close());
        }
    }
}
