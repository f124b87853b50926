package dev.caravan.provider.anthropic;

import dev.caravan.spi.ProviderPlugin;
import dev.caravan.testkit.ProviderPluginContract;
import java.util.List;
import java.util.Map;
import java.util.Set;

class AnthropicPluginContractTest extends ProviderPluginContract {

    @Override
    protected ProviderPlugin plugin() {
        return new AnthropicPlugin();
    }

    @Override
    protected Map<String, Object> minimalSettings() {
        return Map.of();
    }

    @Override
    protected Map<String, Object> fullSettings() {
        return Map.of(
                "url", "https://claude.example.com/v1",
                "api-key", "sk-ant-contract-secret",
                "auth", "bearer",
                "version", "2023-06-01",
                "betas", List.of("files-api-2025-04-14"));
    }

    @Override
    protected Set<String> credentials() {
        return Set.of("sk-ant-contract-secret");
    }

    @Override
    protected Map<String, Object> wrongValues() {
        return Map.of(
                "url", "https://claude.example.com/v1?beta=true",
                "api-key", "sk-ant-contract-secret\n",
                "auth", "basic",
                "version", "2023 06 01",
                "betas", List.of("one, two"));
    }
}
