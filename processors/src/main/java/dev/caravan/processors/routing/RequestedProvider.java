package dev.caravan.processors.routing;

import dev.caravan.processors.call.Call;
import dev.caravan.spi.GatewayError;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/** The provider that a client asks for by the header {@code X-Ingate-Provider}. */
public final class RequestedProvider {

    private static final AsciiString HEADER = AsciiString.cached("x-ingate-provider");

    private RequestedProvider() {}

    /** Whether the client names one, whatever its name. */
    static boolean isNamed(Call call) {
        String value = call.request().headers().get(HEADER);
        return value != null && !value.isBlank();
    }

    /**
     * @return null when the client leaves the choice to the gateway
     * @throws GatewayError 400 {@code unknown_provider} when no provider has that name
     */
    public static @Nullable ConfiguredProvider of(Call call, ProviderRegistry providers) {
        String value = call.request().headers().get(HEADER);
        String name = value == null ? "" : value.strip();
        if (name.isEmpty()) {
            return null;
        }
        return providers
                .provider(name)
                .orElseThrow(
                        () -> GatewayError.badRequest("unknown_provider", "Provider '%s' is not configured.", name));
    }
}
