package dev.caravan.gateway.edge;

import dev.caravan.spi.GatewayError;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what is wrong with a request's head, and words it. After such a request the connection cannot be used any more. */
final class BadRequests {

    private BadRequests() {}

    /** What is wrong, or null when nothing is. */
    static @Nullable GatewayError fault(HttpRequest head) {
        if (head.decoderResult().isFailure()) {
            return undecodable(head.decoderResult().cause());
        }
        HttpVersion version = head.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            return GatewayError.of(505, "http_version_not_supported", "The gateway speaks HTTP/1.1 and HTTP/1.0.");
        }
        HttpHeaders headers = head.headers();
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (!codings.isEmpty() && !(codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked"))) {
            return GatewayError.badRequest(
                    "malformed_request", "The only Transfer-Encoding that the gateway takes is 'chunked'.");
        }
        int hosts = headers.getAll(HttpHeaderNames.HOST).size();
        if (hosts > 1 || (hosts == 0 && version.equals(HttpVersion.HTTP_1_1))) {
            return GatewayError.badRequest("malformed_request", "The request needs exactly one Host header.");
        }
        return null;
    }

    private static GatewayError undecodable(Throwable fault) {
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
