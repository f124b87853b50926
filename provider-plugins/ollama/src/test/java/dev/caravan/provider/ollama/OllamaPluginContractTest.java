package dev.caravan.provider.ollama;

import dev.caravan.spi.ProviderPlugin;
import dev.caravan.testkit.ProviderPluginContract;
import java.util.Map;
import java.util.Set;

class OllamaPluginContractTest extends ProviderPluginContract {

    @Override
    protected ProviderPlugin plugin() {
        return new OllamaPlugin();
    }

    @Override
    protected Map<String, Object> minimalSettings() {
        return Map.of();
    }

    @Override
    protected Map<String, Object> fullSettings() {
        return Map.of("url", "http://gpu.example.com:11434", "api-key", "ollama-contract-secret");
    }

    @Override
    protected Set<String> credentials() {
        return Set.of("ollama-contract-secret");
    }

    @Override
    protected Map<String, Object> wrongValues() {
        return Map.of("url", "localhost:11434", "api-key", "ollama-contract-secret ");
    }
}
