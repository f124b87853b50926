package dev.caravan.provider.cohere;

import dev.caravan.spi.Header;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderPlugin;
import dev.caravan.spi.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Serves Cohere, or a private deployment of its models. Settings:
 *
 * <table>
 * <caption>Keys under {@code providers.<name>}</caption>
 * <tr><td>{@code url}</td><td>the API, {@code https://api.cohere.com} unless given, with or without {@code /v2} or
 *     {@code /v1} at its end</td></tr>
 * <tr><td>{@code api-key}</td><td>sent as {@code Authorization: Bearer …}</td></tr>
 * <tr><td>{@code auth}</td><td>{@code api-key} (the default); {@code none} for a deployment that wants no key;
 *     {@code passthrough} when the client's own credential goes upstream, which is the gateway's doing</td></tr>
 * <tr><td>{@code client-name}</td><td>optional, sent as {@code X-Client-Name}: the project that makes the calls</td></tr>
 * </table>
 *
 * <p>Paths and headers are those of <a href="https://docs.cohere.com/reference/about">Cohere's API reference</a>.
 */
public final class CoherePlugin implements ProviderPlugin {

    private enum Auth {
        API_KEY,
        NONE,
        PASSTHROUGH
    }

    @Override
    public String name() {
        return "cohere";
    }

    @Override
    public Provider create(Settings settings) {
        String root = CohereUrl.root(settings);
        Auth auth = settings.choice("auth", Auth.class, Auth.API_KEY);
        Optional<String> key = settings.headerValue("api-key");
        if (auth != Auth.API_KEY && key.isPresent()) {
            throw settings.invalid(
                    "api-key", "is set although auth says that it is not used", "Remove it, or write auth: api-key");
        }
        List<Header> headers = new ArrayList<>();
        key.ifPresent(value -> headers.add(new Header("Authorization", "Bearer " + value)));
        settings.headerValue("client-name").ifPresent(name -> headers.add(new Header("X-Client-Name", name)));
        return new CohereProvider(root, headers, auth != Auth.API_KEY || key.isPresent());
    }
}
