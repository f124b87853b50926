package dev.caravan.provider.openai.responses;

import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.wire.Fields;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Bytes in an address: {@code data:image/png;base64,…}. Source: RFC 2397. */
final class DataUrl {

    private static final String SCHEME = "data:";
    private static final String BASE64 = ";base64";

    private DataUrl() {}

    /**
     * Reads an address: the bytes of a data URL, otherwise the address itself.
     *
     * @param holder whose {@code field} the address is, for the error when a data URL is not in base64
     */
    static MediaSource read(String url, Fields holder, String field) {
        if (!isDataUrl(url)) {
            return new MediaSource.Url(url, null);
        }
        int comma = url.indexOf(',');
        String head = comma < 0 ? "" : url.substring(SCHEME.length(), comma).toLowerCase(Locale.ROOT);
        if (!head.endsWith(BASE64)) {
            throw holder.invalid(field, "a data URL has to be of the form data:<media type>;base64,<data>");
        }
        int end = head.indexOf(';');
        String mediaType = head.substring(0, end);
        return new MediaSource.Inline(mediaType.isEmpty() ? null : mediaType, url.substring(comma + 1));
    }

    static boolean isDataUrl(String url) {
        return url.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /** The bytes as an address; an image whose type is not known is recognised by its first bytes. */
    static String write(MediaSource.Inline inline) {
        String mediaType = inline.mediaType() == null ? typeOf(inline.base64()) : inline.mediaType();
        return write(mediaType == null ? "application/octet-stream" : mediaType, inline.base64());
    }

    static String write(String mediaType, String base64) {
        return SCHEME + mediaType + BASE64 + "," + base64;
    }

    /** By the magic numbers of the formats that OpenAI takes, as base64 shows them. */
    private static @Nullable String typeOf(String base64) {
        if (base64.startsWith("iVBORw0KGgo")) {
            return "image/png";
        }
        if (base64.startsWith("/9j/")) {
            return "image/jpeg";
        }
        if (base64.startsWith("R0lGOD")) {
            return "image/gif";
        }
        if (base64.startsWith("UklGR")) {
            return "image/webp";
        }
        return base64.startsWith("JVBERi0") ? "application/pdf" : null;
    }
}
