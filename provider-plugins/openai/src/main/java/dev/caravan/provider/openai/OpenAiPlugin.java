package dev.caravan.provider.openai;

import dev.caravan.spi.Header;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderPlugin;
import dev.caravan.spi.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Serves OpenAI and anything that speaks its API. Settings:
 *
 * <table>
 * <caption>Keys under {@code providers.<name>}</caption>
 * <tr><td>{@code url}</td><td>the API's base, {@code https://api.openai.com/v1} unless given. An origin without a path
 *     gets {@code /v1}; a full {@code …/chat/completions} is taken back to its base</td></tr>
 * <tr><td>{@code api-key}</td><td>sent as {@code Authorization: Bearer …}</td></tr>
 * <tr><td>{@code organization}, {@code project}</td><td>sent as {@code OpenAI-Organization} and
 *     {@code OpenAI-Project}</td></tr>
 * <tr><td>{@code auth}</td><td>{@code api-key} (the default); {@code none} for a server that wants no key;
 *     {@code passthrough} when the client's own credential goes upstream, which is the gateway's doing</td></tr>
 * </table>
 *
 * <p>Paths and headers are those of <a href="https://platform.openai.com/docs/api-reference">OpenAI's API reference</a>.
 */
public final class OpenAiPlugin implements ProviderPlugin {

    private enum Auth {
        API_KEY,
        NONE,
        PASSTHROUGH
    }

    @Override
    public String name() {
        return "openai";
    }

    @Override
    public Provider create(Settings settings) {
        BaseUrl url = BaseUrl.read(settings);
        Auth auth = settings.choice("auth", Auth.class, Auth.API_KEY);
        Optional<String> key = settings.headerValue("api-key");
        if (auth != Auth.API_KEY && key.isPresent()) {
            throw settings.invalid(
                    "api-key", "is set although auth says that it is not used", "Remove it, or write auth: api-key");
        }
        List<Header> headers = new ArrayList<>();
        key.ifPresent(value -> headers.add(new Header("Authorization", "Bearer " + value)));
        settings.headerValue("organization").ifPresent(id -> headers.add(new Header("OpenAI-Organization", id)));
        settings.headerValue("project").ifPresent(id -> headers.add(new Header("OpenAI-Project", id)));
        return new OpenAiProvider(url, headers, auth != Auth.API_KEY || key.isPresent());
    }
}
