package dev.caravan.processors.a2a;

import dev.caravan.processors.call.Call;
import dev.caravan.spi.GatewayError;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The gateway's own URL, as a client reaches it. */
public final class PublicUrl {

    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9.-]{1,253}(:\\d{1,5})?|\\[[0-9A-Fa-f:.]{2,45}](:\\d{1,5})?");

    private final @Nullable String configured;
    private final boolean trustsProxies;
    private final String scheme;

    /**
     * @param configured without a slash at its end; null where it is what the client says
     * @param trustsProxies whether {@code X-Forwarded-Proto} and {@code X-Forwarded-Host} are believed
     * @param encrypted whether the gateway's own socket speaks TLS
     */
    public PublicUrl(@Nullable String configured, boolean trustsProxies, boolean encrypted) {
        this.configured = configured;
        this.trustsProxies = trustsProxies;
        this.scheme = encrypted ? "https" : "http";
    }

    /**
     * The URL without a slash at its end.
     *
     * @throws GatewayError 400 {@code invalid_host} when the client says what is no host
     */
    String of(Call call) {
        if (configured != null) {
            return configured;
        }
        HttpHeaders headers = call.request().headers();
        String forwardedScheme = trustsProxies ? first(headers.get("x-forwarded-proto")) : null;
        String forwardedHost = trustsProxies ? first(headers.get("x-forwarded-host")) : null;
        String host = forwardedHost == null ? headers.get("host", "") : forwardedHost;
        if (!HOST.matcher(host).matches()) {
            throw GatewayError.badRequest("invalid_host", "The Host header names no host.");
        }
        return ("https".equalsIgnoreCase(forwardedScheme)
                        ? "https"
                        : "http".equalsIgnoreCase(forwardedScheme) ? "http" : scheme)
                + "://" + host;
    }

    /** What the proxy next to the client has said. */
    private static @Nullable String first(@Nullable String list) {
        return list == null ? null : list.split(",", 2)[0].strip();
    }
}
