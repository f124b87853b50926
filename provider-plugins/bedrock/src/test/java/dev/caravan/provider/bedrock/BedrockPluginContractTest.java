package dev.caravan.provider.bedrock;

import dev.caravan.spi.ProviderPlugin;
import dev.caravan.testkit.ProviderPluginContract;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

class BedrockPluginContractTest extends ProviderPluginContract {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2015-08-30T12:36:00Z"), ZoneOffset.UTC);

    @Override
    protected ProviderPlugin plugin() {
        return new BedrockPlugin(CLOCK);
    }

    @Override
    protected Map<String, Object> minimalSettings() {
        return Map.of("region", "us-east-1");
    }

    /** All but {@code api-key}, which goes with none of the others: see {@link BedrockApiKeyContractTest}. */
    @Override
    protected Map<String, Object> fullSettings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("region", "us-east-1");
        settings.put("url", "https://vpce-1.bedrock-runtime.us-east-1.vpce.amazonaws.com");
        settings.put("access-key-id", "AKIDEXAMPLE");
        settings.put("secret-access-key", "contract-secret-key");
        settings.put("session-token", "contract-session-token");
        settings.put("auth", "sigv4");
        return settings;
    }

    /** The token is a header of its own; the secret key shows nowhere. */
    @Override
    protected Set<String> credentials() {
        return Set.of("contract-secret-key", "contract-session-token");
    }

    @Override
    protected Map<String, Object> wrongValues() {
        return Map.of(
                "region", "us-east-1.evil.example",
                "url", "https://bedrock.example.com/?x=1",
                "access-key-id", "AKID EXAMPLE",
                "secret-access-key", "contract-secret-key\n",
                "session-token", "a\r\nX-Evil: 1",
                "api-key", "bedrock-api-key",
                "auth", "basic");
    }
}
