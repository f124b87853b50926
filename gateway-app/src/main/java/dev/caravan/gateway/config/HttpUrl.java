package dev.caravan.gateway.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** URLs as they are written, with their path, query and last slash. */
final class HttpUrl {

    private static final Set<String> SCHEMES = Set.of("http", "https");

    private HttpUrl() {}

    /** Null when the text is no absolute URL of HTTP with a host. */
    static @Nullable URI of(String text) {
        try {
            URI uri = new URI(text);
            return SCHEMES.contains(String.valueOf(uri.getScheme())) && uri.getHost() != null ? uri : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
