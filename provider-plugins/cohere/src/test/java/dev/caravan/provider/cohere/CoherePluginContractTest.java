package dev.caravan.provider.cohere;

import dev.caravan.spi.ProviderPlugin;
import dev.caravan.testkit.ProviderPluginContract;
import java.util.Map;
import java.util.Set;

class CoherePluginContractTest extends ProviderPluginContract {

    @Override
    protected ProviderPlugin plugin() {
        return new CoherePlugin();
    }

    @Override
    protected Map<String, Object> minimalSettings() {
        return Map.of();
    }

    @Override
    protected Map<String, Object> fullSettings() {
        return Map.of(
                "url",
                "https://cohere.example.com",
                "api-key",
                "co-contract-secret",
                "auth",
                "api-key",
                "client-name",
                "caravan");
    }

    @Override
    protected Set<String> credentials() {
        return Set.of("co-contract-secret");
    }

    @Override
    protected Map<String, Object> wrongValues() {
        return Map.of(
                "url", "https://api.cohere.ai/compatibility/v1",
                "api-key", "co-contract-secret\n",
                "auth", "basic",
                "client-name", "two words");
    }
}
