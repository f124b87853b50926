package dev.caravan.processors.request;

import dev.caravan.spi.GatewayError;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** Whether a request says that its body is JSON. One that says nothing is believed to be. */
public final class JsonContent {

    private JsonContent() {}

    /** @throws GatewayError 415 when the headers announce something else, or a compressed body */
    public static void check(HttpHeaders headers) {
        check(headers, false);
    }

    /** The same; with {@code takesForms} also where it is announced as a form, which is what curl says of itself. */
    static void check(HttpHeaders headers, boolean takesForms) {
        refuseOtherContent(headers.get(HttpHeaderNames.CONTENT_TYPE), takesForms);
        refuseCompression(headers.get(HttpHeaderNames.CONTENT_ENCODING));
    }

    private static void refuseOtherContent(@Nullable String contentType, boolean takesForms) {
        if (contentType == null || contentType.equals("application/json")) {
            return;
        }
        int semicolon = contentType.indexOf(';');
        String type = (semicolon < 0 ? contentType : contentType.substring(0, semicolon)).strip();
        boolean json = type.isEmpty()
                || type.equalsIgnoreCase("application/json")
                || (startsWithIgnoreCase(type, "application/") && endsWithIgnoreCase(type, "+json"))
                || (takesForms && type.equalsIgnoreCase("application/x-www-form-urlencoded"));
        if (!json) {
            throw GatewayError.of(
                    415, "unsupported_media_type", "Unsupported content type '%s': send application/json.", type);
        }
    }

    private static void refuseCompression(@Nullable String encoding) {
        if (encoding != null && !encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity")) {
            throw GatewayError.of(
                    415, "unsupported_content_encoding", "Unsupported content encoding: send the JSON as it is.");
        }
    }

    private static boolean startsWithIgnoreCase(String text, String start) {
        return text.regionMatches(true, 0, start, 0, start.length());
    }

    private static boolean endsWithIgnoreCase(String text, String end) {
        return text.regionMatches(true, text.length() - end.length(), end, 0, end.length());
    }
}
