package dev.caravan.provider.mistral;

import dev.caravan.spi.Header;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderPlugin;
import dev.caravan.spi.Settings;
import java.util.List;
import java.util.Optional;

/**
 * Serves Mistral. Settings:
 *
 * <table>
 * <caption>Keys under {@code providers.<name>}</caption>
 * <tr><td>{@code url}</td><td>the API's base, {@code https://api.mistral.ai/v1} unless given; an origin without a path gets
 *     {@code /v1}</td></tr>
 * <tr><td>{@code api-key}</td><td>sent as {@code Authorization: Bearer …}</td></tr>
 * <tr><td>{@code auth}</td><td>{@code api-key} (the default), {@code none}, or {@code passthrough} when the client's own
 *     credential goes upstream, which is the gateway's doing</td></tr>
 * <tr><td>{@code chat}</td><td>{@code translated} (the default): chats of OpenAI's clients are translated, too, since Mistral
 *     refuses fields that it does not know and answers with parts where it thinks; {@code as-asked}: they are passed on as they
 *     are, for clients that write Mistral's fields</td></tr>
 * </table>
 *
 * <p>Source of the paths: <a href="https://docs.mistral.ai/api">Mistral's API reference</a>.
 */
public final class MistralPlugin implements ProviderPlugin {

    private static final String VERSION = "/v1";

    private enum Auth {
        API_KEY,
        NONE,
        PASSTHROUGH
    }

    private enum Chat {
        TRANSLATED(Operation.CUSTOM_CHAT),
        AS_ASKED(Operation.CHAT_COMPLETIONS);

        private final Operation operation;

        Chat(Operation operation) {
            this.operation = operation;
        }
    }

    @Override
    public String name() {
        return "mistral";
    }

    @Override
    public Provider create(Settings settings) {
        String url = url(settings);
        Auth auth = settings.choice("auth", Auth.class, Auth.API_KEY);
        Optional<String> key = settings.headerValue("api-key");
        if (auth != Auth.API_KEY && key.isPresent()) {
            throw settings.invalid(
                    "api-key", "is set although auth says that it is not used", "Remove it, or write auth: api-key");
        }
        List<Header> headers = key.map(value -> List.of(new Header("Authorization", "Bearer " + value)))
                .orElse(List.of());
        Operation chat = settings.choice("chat", Chat.class, Chat.TRANSLATED).operation;
        return new MistralProvider(url, headers, chat, auth != Auth.API_KEY || key.isPresent());
    }

    private static String url(Settings settings) {
        String url = settings.baseUrl("url", "https://api.mistral.ai" + VERSION);
        return url.indexOf('/', url.indexOf("://") + 3) < 0 ? url + VERSION : url;
    }
}
