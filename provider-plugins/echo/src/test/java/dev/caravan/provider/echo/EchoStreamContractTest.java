package dev.caravan.provider.echo;

import dev.caravan.spi.Operation;
import dev.caravan.spi.ProviderPlugin;
import dev.caravan.spi.ProviderRequest;
import dev.caravan.testkit.ProviderPluginContract;
import dev.caravan.testkit.Requests;
import java.util.Map;

/** The contract once more for an undisturbed echo, whose chat answers are streams of many chunks. */
class EchoStreamContractTest extends ProviderPluginContract {

    @Override
    protected ProviderPlugin plugin() {
        return new EchoPlugin();
    }

    @Override
    protected Map<String, Object> minimalSettings() {
        return Map.of();
    }

    @Override
    protected ProviderRequest request(Operation operation) {
        if (operation != Operation.CHAT_COMPLETIONS) {
            return super.request(operation);
        }
        return Requests.chat("{\"messages\":[{\"role\":\"user\",\"content\":\"one two three\"}],\"stream\":true}")
                .model("echo-1")
                .stream()
                .build();
    }
}
