package dev.caravan.gateway.edge;

import dev.caravan.spi.GatewayError;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;

/** Words the error of a request whose head could not be decoded. */
final class BadRequests {

    private BadRequests() {}

    static GatewayError error(Throwable fault) {
        if (fault instanceof TooLongHttpLineException) {
            return GatewayError.of(414, "uri_too_long", "The request line is longer than the gateway takes.");
        }
        if (fault instanceof TooLongHttpHeaderException) {
            return GatewayError.of(
                    431, "headers_too_large", "The request's headers are larger than the gateway takes.");
        }
        return GatewayError.badRequest("malformed_request", "The request is not well-formed HTTP/1.1.");
    }
}
