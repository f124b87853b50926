package dev.caravan.gateway.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/**
 * The gateway as a server of the Model Context Protocol.
 *
 * @param allowedOrigins the origins whose pages may call it beside those of the same machine
 */
public record McpConfig(Set<String> allowedOrigins) {

    public McpConfig {
        allowedOrigins = Set.copyOf(allowedOrigins);
    }

    static McpConfig read(Section mcp) {
        try (mcp) {
            Set<String> origins = Set.copyOf(mcp.texts("allowed-origins"));
            for (String origin : origins) {
                if (!isOrigin(origin)) {
                    mcp.refuse(
                            "allowed-origins",
                            "'" + origin + "' is no origin",
                            "Write scheme, host and port, such as https://app.example.com");
                }
            }
            return new McpConfig(origins);
        }
    }

    private static boolean isOrigin(String text) {
        try {
            URI uri = new URI(text);
            return uri.getHost() != null
                    && uri.getScheme() != null
                    && text.equals(uri.getScheme() + "://" + uri.getRawAuthority());
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
