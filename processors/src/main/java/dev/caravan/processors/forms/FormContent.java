package dev.caravan.processors.forms;

import dev.caravan.spi.GatewayError;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a request says of its body: that it is a form, and what stands between the form's parts. */
final class FormContent {

    private static final String TYPE = "multipart/form-data";
    private static final int LONGEST_BOUNDARY = 70;

    private FormContent() {}

    static boolean isForm(HttpHeaders headers) {
        String type = headers.get(HttpHeaderNames.CONTENT_TYPE);
        return type != null && type.strip().regionMatches(true, 0, TYPE, 0, TYPE.length());
    }

    /**
     * The delimiter of the parts: two hyphens and the boundary (RFC 2046 §5.1.1).
     *
     * @throws GatewayError 415 when the body is announced as something else, or compressed; 400 when the boundary is missing or
     *     malformed
     */
    static byte[] delimiter(HttpHeaders headers) {
        List<String> types = headers.getAll(HttpHeaderNames.CONTENT_TYPE);
        if (types.size() != 1 || !isForm(headers)) {
            throw GatewayError.of(415, "unsupported_media_type", "Unsupported content type: send %s.", TYPE);
        }
        String encoding = headers.get(HttpHeaderNames.CONTENT_ENCODING);
        if (encoding != null && !encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity")) {
            throw GatewayError.of(
                    415, "unsupported_content_encoding", "Unsupported content encoding: send the form as it is.");
        }
        String boundary = HeaderParameters.parse(types.get(0)).parameters().getOrDefault("boundary", "");
        if (boundary.isEmpty() || boundary.length() > LONGEST_BOUNDARY) {
            throw FormErrors.invalid("its content type needs a boundary of 1 to " + LONGEST_BOUNDARY + " characters");
        }
        if (!boundary.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '\\')) {
            throw FormErrors.invalid("its boundary has a character that none may have");
        }
        return ("--" + boundary).getBytes(StandardCharsets.US_ASCII);
    }
}
