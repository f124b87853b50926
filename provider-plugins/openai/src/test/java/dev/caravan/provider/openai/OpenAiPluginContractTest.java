package dev.caravan.provider.openai;

import dev.caravan.spi.ProviderPlugin;
import dev.caravan.testkit.ProviderPluginContract;
import java.util.Map;
import java.util.Set;

class OpenAiPluginContractTest extends ProviderPluginContract {

    @Override
    protected ProviderPlugin plugin() {
        return new OpenAiPlugin();
    }

    @Override
    protected Map<String, Object> minimalSettings() {
        return Map.of();
    }

    @Override
    protected Map<String, Object> fullSettings() {
        return Map.of(
                "url", "https://llm.example.com/v1",
                "api-key", "sk-contract-secret",
                "organization", "org-1",
                "project", "proj-1",
                "auth", "api-key",
                "api", "openai",
                "responses", true,
                "embeddings", true,
                "images", true);
    }

    @Override
    protected Set<String> credentials() {
        return Set.of("sk-contract-secret");
    }

    @Override
    protected Map<String, Object> wrongValues() {
        return Map.of(
                "url", "https://llm.example.com/v1?api-version=2024-10-21",
                "api-key", "sk-contract-secret\n",
                "organization", "org 1",
                "project", "proj\r\nX-Evil: 1",
                "auth", "basic",
                "api", "anthropic",
                "responses", "sometimes",
                "embeddings", "sometimes",
                "images", "sometimes");
    }
}
