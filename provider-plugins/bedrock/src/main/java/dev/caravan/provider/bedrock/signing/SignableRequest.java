package dev.caravan.provider.bedrock.signing;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What of a request is signed.
 *
 * @param method the HTTP method in upper case
 * @param path the path as it goes over the wire, percent-encoding included; empty counts as a slash
 * @param query the raw query without the question mark, or null
 * @param headers the headers to sign, {@code host} among them; all of them have to go out with these very values
 * @param bodySha256 the body's SHA-256 in lower-case hexadecimal
 */
public record SignableRequest(
        String method, String path, @Nullable String query, Map<String, String> headers, String bodySha256) {

    public SignableRequest {
        headers = Map.copyOf(headers);
    }
}
