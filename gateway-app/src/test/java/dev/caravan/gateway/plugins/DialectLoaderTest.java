package dev.caravan.gateway.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.translation.Dialects;
import dev.caravan.spi.embedding.EmbeddingDialect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DialectLoaderTest {

    private static final String SERVICE_FILE = "META-INF/services/" + EmbeddingDialect.class.getName();

    @TempDir
    private Path work;

    private Path plugins;

    @BeforeEach
    void findFolder() {
        plugins = work.resolve("plugins");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "openai-chat",
                "openai-compatible-chat",
                "openai-responses",
                "anthropic-messages",
                "gemini",
                "bedrock-converse",
                "cohere",
                "ollama",
                "ollama-generate",
                "mistral-chat"
            })
    void findsTheDialectsThatComeWithTheGateway(String name) {
        assertThat(load().chat(name)).isNotNull();
    }

    @Test
    void findsADialectBesideADroppedInPlugin() {
        jar("acme.jar", "AcmePlugin", "acme", "outside.AcmeEmbeddings", "acme-embeddings");

        assertThat(load().embedding("acme-embeddings")).isNotNull();
    }

    @Test
    void leavesANameToWhoHasItFirst() {
        jar("thief.jar", "ThiefPlugin", "thief", "outside.AcmeEmbeddings", "openai-embeddings");

        EmbeddingDialect kept = load().embedding("openai-embeddings");

        assertThat(kept).isNotNull();
        assertThat(kept.getClass().getName()).startsWith("dev.caravan.");
    }

    @Test
    void skipsADialectThatCannotBeLoaded() {
        jar("broken.jar", "BrokenPlugin", "broken", "outside.Nowhere", "acme-embeddings");

        Dialects dialects = load();

        assertThat(dialects.embedding("acme-embeddings")).isNull();
        assertThat(dialects.embedding("openai-embeddings")).isNotNull();
    }

    private Dialects load() {
        ClassLoader host = getClass().getClassLoader();
        try (Plugins loaded = PluginLoader.load(host, plugins)) {
            return DialectLoader.load(host, loaded);
        }
    }

    private void jar(String file, String plugin, String name, String service, String dialect) {
        new PluginWorkshop(work)
                .plugin(plugin, name)
                .source("AcmeEmbeddings", embeddings(dialect))
                .file(SERVICE_FILE, service.getBytes(StandardCharsets.UTF_8))
                .jar(plugins.resolve(file));
    }

    private static String embeddings(String name) {
        return """
                package outside;

                import dev.caravan.spi.GatewayError;
                import dev.caravan.spi.chat.*;
                import dev.caravan.spi.embedding.*;

                public class AcmeEmbeddings implements EmbeddingDialect {
                    public String name() {
                        return "%s";
                    }

                    public EmbeddingRequest decodeRequest(WireRequest request, Losses losses) {
                        throw new UnsupportedOperationException();
                    }

                    public WireRequest encodeRequest(EmbeddingRequest request, Losses losses) {
                        throw new UnsupportedOperationException();
                    }

                    public EmbeddingAnswer decodeAnswer(com.fasterxml.jackson.databind.JsonNode body, Losses losses) {
                        throw new UnsupportedOperationException();
                    }

                    public com.fasterxml.jackson.databind.JsonNode encodeAnswer(
                            EmbeddingAnswer answer, EmbeddingRequest request, Losses losses) {
                        throw new UnsupportedOperationException();
                    }

                    public GatewayError decodeError(int status, com.fasterxml.jackson.databind.JsonNode body) {
                        throw new UnsupportedOperationException();
                    }
                }
                """
                .formatted(name);
    }
}
