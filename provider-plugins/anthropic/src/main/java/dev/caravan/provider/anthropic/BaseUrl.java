package dev.caravan.provider.anthropic;

import dev.caravan.spi.Settings;

/**
 * Where an API like Anthropic's is.
 *
 * @param api what an operation's path is appended to, with a slash between: {@code https://api.anthropic.com/v1}
 * @param root what a passed-through path is appended to: {@code https://api.anthropic.com}
 */
record BaseUrl(String api, String root) {

    private static final String VERSION = "/v1";
    private static final String MESSAGES = "/messages";

    /**
     * Reads {@code url} in any of the forms that clients' base URLs have: the origin, with the version, or the whole
     * endpoint.
     */
    static BaseUrl read(Settings settings) {
        String url = settings.baseUrl("url", "https://api.anthropic.com");
        String base = url.endsWith(MESSAGES) ? url.substring(0, url.length() - MESSAGES.length()) : url;
        String root = base.endsWith(VERSION) ? base.substring(0, base.length() - VERSION.length()) : base;
        return new BaseUrl(root + VERSION, root);
    }
}
