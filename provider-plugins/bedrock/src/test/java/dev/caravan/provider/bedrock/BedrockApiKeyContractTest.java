package dev.caravan.provider.bedrock;

import dev.caravan.spi.ProviderPlugin;
import dev.caravan.testkit.ProviderPluginContract;
import java.util.Map;
import java.util.Set;

class BedrockApiKeyContractTest extends ProviderPluginContract {

    @Override
    protected ProviderPlugin plugin() {
        return new BedrockPlugin();
    }

    @Override
    protected Map<String, Object> minimalSettings() {
        return Map.of("url", "http://localhost:8080");
    }

    @Override
    protected Map<String, Object> fullSettings() {
        return Map.of("region", "eu-central-1", "api-key", "contract-api-key", "auth", "api-key");
    }

    @Override
    protected Set<String> credentials() {
        return Set.of("contract-api-key");
    }

    @Override
    protected Map<String, Object> wrongValues() {
        return Map.of("api-key", "contract-api-key ", "access-key-id", "AKIDEXAMPLE\n");
    }
}
