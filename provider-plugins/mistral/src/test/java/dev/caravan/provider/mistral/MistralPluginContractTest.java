package dev.caravan.provider.mistral;

import dev.caravan.spi.ProviderPlugin;
import dev.caravan.testkit.ProviderPluginContract;
import java.util.Map;
import java.util.Set;

class MistralPluginContractTest extends ProviderPluginContract {

    @Override
    protected ProviderPlugin plugin() {
        return new MistralPlugin();
    }

    @Override
    protected Map<String, Object> minimalSettings() {
        return Map.of();
    }

    @Override
    protected Map<String, Object> fullSettings() {
        return Map.of(
                "url",
                "https://llm.example.com/v1",
                "api-key",
                "contract-secret",
                "auth",
                "api-key",
                "chat",
                "as-asked");
    }

    @Override
    protected Set<String> credentials() {
        return Set.of("contract-secret");
    }

    @Override
    protected Map<String, Object> wrongValues() {
        return Map.of(
                "url", "https://llm.example.com/v1?x=1", "api-key", "contract secret", "auth", "basic", "chat", "loud");
    }
}
