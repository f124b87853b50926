package dev.caravan.processors.call;

import dev.caravan.spi.GatewayError;
import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Words what went wrong with a provider. Addresses and details of the network stay out of it. */
public final class ProviderErrors {

    private ProviderErrors() {}

    /** The error of a failure; the failure itself when it is one already. */
    public static GatewayError of(Throwable failure, String provider) {
        if (failure instanceof GatewayError error) {
            return error;
        }
        if (failure instanceof TimeoutException) {
            return GatewayError.of(504, "provider_timeout", "Provider '%s' did not answer in time.", provider);
        }
        if (failure instanceof ConnectTimeoutException
                || failure instanceof ConnectException
                || failure instanceof UnknownHostException) {
            return GatewayError.of(502, "provider_unreachable", "Provider '%s' cannot be reached.", provider);
        }
        if (failure instanceof SSLException) {
            return GatewayError.of(
                    502, "provider_tls_failed", "The encrypted connection to provider '%s' failed.", provider);
        }
        return GatewayError.of(502, "provider_failed", "The connection to provider '%s' broke.", provider);
    }

    /** The error of a provider that began to speak something else than HTTP, which nobody had asked for. */
    public static GatewayError noAnswer(String provider) {
        return GatewayError.of(502, "provider_failed", "Provider '%s' did not answer the request.", provider);
    }

    /** The error of a provider that ended its answer before it was complete. */
    public static GatewayError brokeMidStream(String provider) {
        return GatewayError.of(
                502, "provider_stream_broken", "Provider '%s' broke off before its answer was complete.", provider);
    }
}
