package dev.caravan.provider.anthropic;

import dev.caravan.spi.Header;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderPlugin;
import dev.caravan.spi.Settings;
import java.util.List;
import java.util.Optional;

/**
 * Serves Anthropic and anything that speaks its Messages API. Settings:
 *
 * <table>
 * <caption>Keys under {@code providers.<name>}</caption>
 * <tr><td>{@code url}</td><td>{@code https://api.anthropic.com} unless given; with or without {@code /v1} or {@code
 *     /v1/messages} at its end</td></tr>
 * <tr><td>{@code api-key}</td><td>sent as {@code x-api-key}, or as {@code Authorization: Bearer …} with {@code auth:
 *     bearer}</td></tr>
 * <tr><td>{@code auth}</td><td>{@code api-key} (the default); {@code bearer} for OAuth tokens and servers that want it
 *     so; {@code none} for a server that wants no key; {@code passthrough} when the client's own credential goes
 *     upstream, which is the gateway's doing</td></tr>
 * <tr><td>{@code version}</td><td>the {@code anthropic-version} of calls whose client sends none, such as translated
 *     ones; {@code 2023-06-01} unless given</td></tr>
 * <tr><td>{@code betas}</td><td>a list for {@code anthropic-beta}, behind what the client itself asks for</td></tr>
 * </table>
 *
 * <p>Paths and headers are those of <a href="https://platform.claude.com/docs/en/api/overview">Anthropic's API
 * reference</a>.
 */
public final class AnthropicPlugin implements ProviderPlugin {

    private enum Auth {
        API_KEY,
        BEARER,
        NONE,
        PASSTHROUGH
    }

    @Override
    public String name() {
        return "anthropic";
    }

    @Override
    public Provider create(Settings settings) {
        BaseUrl url = BaseUrl.read(settings);
        Auth auth = settings.choice("auth", Auth.class, Auth.API_KEY);
        boolean keyed = auth == Auth.API_KEY || auth == Auth.BEARER;
        Optional<String> key = settings.headerValue("api-key");
        if (!keyed && key.isPresent()) {
            throw settings.invalid(
                    "api-key",
                    "is set although auth says that it is not used",
                    "Remove it, or write auth: api-key or auth: bearer");
        }
        List<Header> credential =
                key.map(value -> credential(auth, value)).stream().toList();
        String version = settings.headerValue("version").orElse("2023-06-01");
        return new AnthropicProvider(url, credential, version, betas(settings), !keyed || key.isPresent());
    }

    private static Header credential(Auth auth, String key) {
        return auth == Auth.BEARER ? new Header("Authorization", "Bearer " + key) : new Header("x-api-key", key);
    }

    private static List<String> betas(Settings settings) {
        List<String> betas = settings.texts("betas");
        for (String beta : betas) {
            if (beta.isEmpty() || !beta.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ',')) {
                throw settings.invalid(
                        "betas", "'" + beta + "' is no name of a beta", "Write a list such as [files-api-2025-04-14]");
            }
        }
        return betas;
    }
}
