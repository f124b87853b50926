package dev.caravan.provider.ollama;

import dev.caravan.spi.Header;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderPlugin;
import dev.caravan.spi.Settings;
import java.util.List;

/**
 * Serves a local or hosted Ollama. Settings:
 *
 * <table>
 * <caption>Keys under {@code providers.<name>}</caption>
 * <tr><td>{@code url}</td><td>the server, {@code http://localhost:11434} unless given; {@code /v1} or {@code /api} at its
 *     end is taken off</td></tr>
 * <tr><td>{@code api-key}</td><td>optional, sent as {@code Authorization: Bearer …}; for a server behind a proxy, or a
 *     hosted one</td></tr>
 * </table>
 *
 * <p>Source of the paths: <a href="https://docs.ollama.com/api/introduction">Ollama's API reference</a> and <a
 * href="https://docs.ollama.com/api/openai-compatibility">its OpenAI compatibility</a>.
 */
public final class OllamaPlugin implements ProviderPlugin {

    @Override
    public String name() {
        return "ollama";
    }

    @Override
    public Provider create(Settings settings) {
        String url = settings.baseUrl("url", "http://localhost:11434");
        List<Header> headers = settings.headerValue("api-key")
                .map(key -> List.of(new Header("Authorization", "Bearer " + key)))
                .orElse(List.of());
        return new OllamaProvider(server(url), headers);
    }

    private static String server(String url) {
        for (String api : List.of("/v1", "/api")) {
            if (url.endsWith(api)) {
                return url.substring(0, url.length() - api.length());
            }
        }
        return url;
    }
}
