package dev.caravan.provider.gemini;

import dev.caravan.spi.ProviderPlugin;
import dev.caravan.testkit.ProviderPluginContract;
import java.util.Map;
import java.util.Set;

/** The plugin with settings for Vertex AI. */
class VertexPluginContractTest extends ProviderPluginContract {

    @Override
    protected ProviderPlugin plugin() {
        return new GeminiPlugin();
    }

    @Override
    protected Map<String, Object> minimalSettings() {
        return Map.of("project", "my-project", "location", "global");
    }

    @Override
    protected Map<String, Object> fullSettings() {
        return Map.of(
                "url", "https://vertex.example.com",
                "api-key", "ya29.contract-secret",
                "auth", "bearer",
                "project", "my-project",
                "location", "europe-west1");
    }

    @Override
    protected Set<String> credentials() {
        return Set.of("ya29.contract-secret");
    }

    @Override
    protected Map<String, Object> wrongValues() {
        return Map.of("project", "a/../b", "location", "");
    }
}
