package dev.caravan.processors.mcp;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallStep;
import dev.caravan.spi.GatewayError;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/**
 * Turns away browsers that show pages of somebody else: 403 {@code origin_not_allowed}. Pages of the same machine, and of the
 * origins that the configuration names, may call.
 */
public final class CheckOrigin implements CallStep {

    private static final Set<String> SAME_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Set<String> allowed;

    /** @param allowed origins such as {@code https://app.example.com} */
    public CheckOrigin(Set<String> allowed) {
        this.allowed = Set.copyOf(allowed);
    }

    @Override
    public void apply(Call call) {
        String origin = call.request().headers().get(HttpHeaderNames.ORIGIN);
        if (origin != null && !allowed.contains(origin) && !isOfSameMachine(origin)) {
            throw GatewayError.forbidden("origin_not_allowed", "Pages of this origin may not call this server.");
        }
    }

    private static boolean isOfSameMachine(String origin) {
        try {
            String host = new URI(origin).getHost();
            return host != null && SAME_MACHINE.contains(host);
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
