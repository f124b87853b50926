package dev.caravan.provider.cohere;

import dev.caravan.spi.Settings;
import java.util.List;

/** Where Cohere's API is: its root, to which the version is appended. */
final class CohereUrl {

    /** The forms of a URL that people copy from the documentation, the longer ones first. */
    private static final List<String> ENDINGS =
            List.of("/v2/chat", "/v2/embed", "/v2/rerank", "/v1/rerank", "/v2", "/v1");

    private CohereUrl() {}

    /** Reads {@code url}; the version or endpoint at its end is taken off. */
    static String root(Settings settings) {
        String url = settings.baseUrl("url", "https://api.cohere.com");
        if (url.endsWith("/compatibility/v1") || url.endsWith("/compatibility")) {
            throw settings.invalid(
                    "url",
                    "is the API by which Cohere speaks OpenAI's dialect",
                    "Write https://api.cohere.com, or use plugin: openai with this URL");
        }
        for (String ending : ENDINGS) {
            if (url.endsWith(ending)) {
                return url.substring(0, url.length() - ending.length());
            }
        }
        return url;
    }
}
