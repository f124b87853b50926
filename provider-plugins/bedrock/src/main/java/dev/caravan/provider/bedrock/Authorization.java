package dev.caravan.provider.bedrock;

import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Header;
import java.util.List;

/** How a call says who sends it. Thread-safe. */
@FunctionalInterface
interface Authorization {

    /** Says nothing: the gateway adds the client's own credential, or there is none. */
    Authorization NONE = call -> List.of();

    /**
     * The headers that say it.
     *
     * @throws GatewayError when the call cannot be signed
     */
    List<Header> headers(OutgoingCall call);
}
