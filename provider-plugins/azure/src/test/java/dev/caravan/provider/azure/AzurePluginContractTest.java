package dev.caravan.provider.azure;

import dev.caravan.spi.ProviderPlugin;
import dev.caravan.testkit.ProviderPluginContract;
import java.util.Map;
import java.util.Set;

class AzurePluginContractTest extends ProviderPluginContract {

    @Override
    protected ProviderPlugin plugin() {
        return new AzurePlugin();
    }

    @Override
    protected Map<String, Object> minimalSettings() {
        return Map.of("resource", "my-resource");
    }

    @Override
    protected Map<String, Object> fullSettings() {
        return Map.of(
                "url", "https://my-resource.openai.azure.com",
                "api-version", "2025-04-01-preview",
                "deployments", Map.of("gpt-4o", "prod-4o"),
                "api-key", "contract-secret-key",
                "auth", "bearer");
    }

    @Override
    protected Set<String> credentials() {
        return Set.of("contract-secret-key");
    }

    @Override
    protected Map<String, Object> wrongValues() {
        return Map.of(
                "url", "https://my-resource.openai.azure.com/openai?api-version=2024-10-21",
                "resource", "other",
                "api-version", "latest",
                "deployments", "prod-4o",
                "api-key", "contract-secret-key\n",
                "auth", "basic");
    }
}
