package dev.caravan.provider.cohere.chat;

import dev.caravan.spi.chat.MediaSource;
import org.jspecify.annotations.Nullable;

/** The URL of an image: an address, or a data URL (RFC 2397) in base64. */
final class ImageUrl {

    private static final String BASE64 = ";base64";

    private ImageUrl() {}

    static MediaSource read(String url) {
        int comma = url.indexOf(',');
        if (!url.regionMatches(true, 0, "data:", 0, 5) || comma < 0) {
            return new MediaSource.Url(url, null);
        }
        String head = url.substring(5, comma);
        if (!head.endsWith(BASE64)) {
            return new MediaSource.Url(url, null);
        }
        String type = head.substring(0, head.length() - BASE64.length());
        int parameters = type.indexOf(';');
        String mediaType = parameters < 0 ? type : type.substring(0, parameters);
        return new MediaSource.Inline(mediaType.isEmpty() ? null : mediaType, url.substring(comma + 1));
    }

    /** Null when the source is neither bytes nor an address. */
    static @Nullable String write(MediaSource source) {
        if (source instanceof MediaSource.Url address) {
            return address.url();
        }
        if (source instanceof MediaSource.Inline inline) {
            String type = inline.mediaType() == null ? "image/png" : inline.mediaType();
            return "data:" + type + BASE64 + "," + inline.base64();
        }
        return null;
    }
}
