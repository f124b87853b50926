package dev.caravan.processors.translation;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;

/** Compares content types without their parameters. */
public final class ContentType {

    private ContentType() {}

    /** Whether the headers tell that type, in any case and with any parameters. */
    public static boolean is(HttpHeaders headers, String type) {
        String value = headers.get(HttpHeaderNames.CONTENT_TYPE);
        return value != null
                && value.regionMatches(true, 0, type, 0, type.length())
                && (value.length() == type.length() || " ;".indexOf(value.charAt(type.length())) >= 0);
    }
}
