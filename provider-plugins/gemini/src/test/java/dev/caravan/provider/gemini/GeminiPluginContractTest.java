package dev.caravan.provider.gemini;

import dev.caravan.spi.ProviderPlugin;
import dev.caravan.testkit.ProviderPluginContract;
import java.util.Map;
import java.util.Set;

class GeminiPluginContractTest extends ProviderPluginContract {

    @Override
    protected ProviderPlugin plugin() {
        return new GeminiPlugin();
    }

    @Override
    protected Map<String, Object> minimalSettings() {
        return Map.of();
    }

    @Override
    protected Map<String, Object> fullSettings() {
        return Map.of("url", "https://gemini.example.com", "api-key", "AIza-contract-secret", "auth", "api-key");
    }

    @Override
    protected Set<String> credentials() {
        return Set.of("AIza-contract-secret");
    }

    @Override
    protected Map<String, Object> wrongValues() {
        return Map.of(
                "url", "https://gemini.example.com?key=1",
                "api-key", "AIza-contract-secret\n",
                "auth", "basic");
    }
}
