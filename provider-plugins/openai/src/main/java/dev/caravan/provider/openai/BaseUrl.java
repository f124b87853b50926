package dev.caravan.provider.openai;

import dev.caravan.spi.Settings;
import java.net.URI;
import java.util.Locale;

/**
 * Where an OpenAI-compatible API is.
 *
 * @param api what an operation's path is appended to, with a slash between: {@code https://api.openai.com/v1}
 * @param root what a passed-through path is appended to: {@code https://api.openai.com}
 */
record BaseUrl(String api, String root) {

    private static final String VERSION = "/v1";
    private static final String CHAT = "/chat/completions";
    private static final String OPENAI = "api.openai.com";

    /** Reads {@code url} in any of the forms that people copy from a provider's documentation. */
    static BaseUrl read(Settings settings) {
        String url = settings.baseUrl("url", "https://api.openai.com/v1");
        String api = url;
        if (url.endsWith(CHAT)) {
            // Whoever names the whole endpoint has also said whether it has a version in it.
            api = url.substring(0, url.length() - CHAT.length());
        } else if (url.indexOf('/', url.indexOf("://") + 3) < 0) {
            api = url + VERSION;
        }
        return new BaseUrl(api, api.endsWith(VERSION) ? api.substring(0, api.length() - VERSION.length()) : api);
    }

    /** Whether it is OpenAI's own, of any region ({@code eu.api.openai.com}). */
    boolean isOpenAi() {
        String host = URI.create(api).getHost().toLowerCase(Locale.ROOT);
        return host.equals(OPENAI) || host.endsWith("." + OPENAI);
    }
}
