package dev.caravan.provider.echo;

import dev.caravan.spi.ProviderPlugin;
import dev.caravan.testkit.ProviderPluginContract;
import java.util.Map;

class EchoPluginContractTest extends ProviderPluginContract {

    @Override
    protected ProviderPlugin plugin() {
        return new EchoPlugin();
    }

    @Override
    protected Map<String, Object> minimalSettings() {
        return Map.of();
    }

    @Override
    protected Map<String, Object> fullSettings() {
        return Map.of("delay", "1ms", "chunk-delay", "1ms", "fail-status", 429, "break-after", 1000);
    }

    @Override
    protected Map<String, Object> wrongValues() {
        return Map.of("delay", "2h", "chunk-delay", "50", "fail-status", 200, "break-after", -1);
    }
}
