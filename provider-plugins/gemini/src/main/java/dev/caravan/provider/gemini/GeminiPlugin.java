package dev.caravan.provider.gemini;

import dev.caravan.spi.Header;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderPlugin;
import dev.caravan.spi.Settings;
import java.util.List;
import java.util.Optional;

/**
 * Serves Gemini. Settings:
 *
 * <table>
 * <caption>Keys under {@code providers.<name>}</caption>
 * <tr><td>{@code url}</td><td>the API's base, {@code https://generativelanguage.googleapis.com} unless given; {@code /v1beta}
 *     is added where it names no version</td></tr>
 * <tr><td>{@code api-key}</td><td>sent as {@code x-goog-api-key}, or as the bearer token</td></tr>
 * <tr><td>{@code auth}</td><td>{@code api-key} (the default); {@code bearer} for an access token (the default on Vertex AI);
 *     {@code none}; {@code passthrough} when the client's own credential goes upstream, which is the gateway's doing</td></tr>
 * <tr><td>{@code project}, {@code location}</td><td>both together choose Vertex AI, whose address is made of them unless
 *     {@code url} says another</td></tr>
 * </table>
 *
 * <p>Paths and headers are those of <a href="https://ai.google.dev/api">the Gemini API's reference</a> and of
 * <a href="https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference">Vertex AI's</a>.
 */
public final class GeminiPlugin implements ProviderPlugin {

    private enum Auth {
        API_KEY,
        BEARER,
        NONE,
        PASSTHROUGH
    }

    @Override
    public String name() {
        return "gemini";
    }

    @Override
    public Provider create(Settings settings) {
        Endpoint endpoint = Endpoint.read(settings);
        Auth auth = settings.choice("auth", Auth.class, endpoint.vertex() ? Auth.BEARER : Auth.API_KEY);
        boolean sendsKey = auth == Auth.API_KEY || auth == Auth.BEARER;
        Optional<String> key = settings.headerValue("api-key");
        if (!sendsKey && key.isPresent()) {
            throw settings.invalid(
                    "api-key", "is set although auth says that it is not used", "Remove it, or write auth: api-key");
        }
        List<Header> headers = key.map(value -> auth == Auth.BEARER
                        ? new Header("Authorization", "Bearer " + value)
                        : new Header("x-goog-api-key", value))
                .map(List::of)
                .orElse(List.of());
        return new GeminiProvider(endpoint, headers, !sendsKey || key.isPresent(), auth == Auth.PASSTHROUGH);
    }
}
