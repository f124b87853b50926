package com.example.shout;

import dev.caravan.spi.ProviderPlugin;
import dev.caravan.testkit.ProviderPluginContract;
import java.util.Map;

class ShoutPluginContractTest extends ProviderPluginContract {

    @Override
    protected ProviderPlugin plugin() {
        return new ShoutPlugin();
    }

    @Override
    protected Map<String, Object> minimalSettings() {
        return Map.of();
    }

    @Override
    protected Map<String, Object> fullSettings() {
        return Map.of("ending", "!!!");
    }

    @Override
    protected Map<String, Object> wrongValues() {
        return Map.of("ending", "!!!!!!!!!!!");
    }
}
