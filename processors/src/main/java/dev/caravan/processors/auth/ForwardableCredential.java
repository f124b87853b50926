package dev.caravan.processors.auth;

import dev.caravan.processors.call.CallRequest;
import dev.caravan.processors.routing.ConfiguredProvider;
import dev.caravan.spi.Header;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the gateway's keys from going upstream, and lets the client's own credential go there where the provider is
 * configured so. A key counts as the gateway's also when it is disabled or expired.
 */
public final class ForwardableCredential {

    private final Keys keys;

    public ForwardableCredential(Keys keys) {
        this.keys = keys;
    }

    /**
     * The credential headers of a request that go upstream: none unless the provider passes credentials through and the
     * gateway's key came by {@code X-Ingate-Key}; and never one that holds a key of the gateway. No other header of these
     * names may go upstream.
     */
    public List<Header> headers(CallRequest request, ConfiguredProvider provider) {
        HttpHeaders headers = request.headers();
        if (!provider.passThroughCredentials() || !headers.contains(Credentials.GATEWAY_KEY)) {
            return List.of();
        }
        List<Header> forwarded = new ArrayList<>(1);
        add(Credentials.AUTHORIZATION, headers, forwarded);
        for (AsciiString name : Credentials.KEY_HEADERS) {
            add(name, headers, forwarded);
        }
        return forwarded;
    }

    /** Whether a header of that name holds a credential: it goes upstream by {@link #headers} or not at all. */
    public static boolean isCredential(CharSequence name) {
        if (Credentials.AUTHORIZATION.contentEqualsIgnoreCase(name)
                || Credentials.GATEWAY_KEY.contentEqualsIgnoreCase(name)) {
            return true;
        }
        for (AsciiString header : Credentials.KEY_HEADERS) {
            if (header.contentEqualsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a header's value is a key of the gateway, alone or behind a scheme such as {@code Bearer}. */
    public boolean isGatewayKey(String headerValue) {
        String value = headerValue.strip();
        if (value.isEmpty()) {
            return false;
        }
        String token = Credentials.afterScheme(value);
        return keys.holds(value) || (token != null && keys.holds(token));
    }

    /**
     * The query for the upstream: without every parameter, whatever its name, whose value is a key of the gateway; all the
     * rest stays byte for byte.
     *
     * @param query the raw query, or null
     * @return null when there was none or nothing is left
     */
    public @Nullable String query(@Nullable String query) {
        return query == null ? null : QueryParameters.without(query, keys::holds);
    }

    /** The subprotocols that may be offered to an upstream: without any that is a key, the gateway's or somebody else's. */
    public List<String> protocols(List<String> offered) {
        return offered.stream()
                .filter(name -> !name.startsWith(Credentials.KEY_PROTOCOL) && !keys.holds(name))
                .toList();
    }

    private void add(AsciiString name, HttpHeaders headers, List<Header> forwarded) {
        for (String value : headers.getAll(name)) {
            if (!value.isBlank() && !isGatewayKey(value)) {
                forwarded.add(new Header(name.toString(), value));
            }
        }
    }
}
