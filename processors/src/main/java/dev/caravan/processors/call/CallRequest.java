package dev.caravan.processors.call;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came in on the wire, without the body.
 *
 * @param method the HTTP method in upper case
 * @param path the path, still percent-encoded, starting with a slash
 * @param query the raw query without the question mark, or null
 * @param pathVariables the values of the route's templated segments ({@code id}) and, for a route that ends in {@code *},
 *     the rest of the path under that name; still percent-encoded
 * @param headers the request's headers; not to be changed
 * @param remoteAddress the client's address as text, without a port
 */
public record CallRequest(
        String method,
        String path,
        @Nullable String query,
        Map<String, String> pathVariables,
        HttpHeaders headers,
        String remoteAddress) {

    /** The same request on a route with these path variables. */
    public CallRequest withPathVariables(Map<String, String> values) {
        return new CallRequest(method, path, query, values, headers, remoteAddress);
    }

    /** The same request with this query. */
    public CallRequest withQuery(@Nullable String other) {
        return new CallRequest(method, path, other, pathVariables, headers, remoteAddress);
    }

    /** The same request with these headers. */
    public CallRequest withHeaders(HttpHeaders others) {
        return new CallRequest(method, path, query, pathVariables, others, remoteAddress);
    }
}
