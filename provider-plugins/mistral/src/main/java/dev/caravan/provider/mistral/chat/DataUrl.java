package dev.caravan.provider.mistral.chat;

import dev.caravan.spi.chat.MediaSource;
import org.jspecify.annotations.Nullable;

/** Addresses that may hold the bytes themselves: data URLs in base64, RFC 2397. */
final class DataUrl {

    private static final String SCHEME = "data:";
    private static final String BASE64 = ";base64";

    private DataUrl() {}

    /** What an address points to: the bytes themselves when it is a data URL. */
    static MediaSource source(String url) {
        int comma = url.indexOf(',');
        if (!url.regionMatches(true, 0, SCHEME, 0, SCHEME.length()) || comma < 0) {
            return new MediaSource.Url(url, null);
        }
        String head = url.substring(SCHEME.length(), comma);
        if (!head.endsWith(BASE64)) {
            return new MediaSource.Url(url, null);
        }
        String type = head.substring(0, head.length() - BASE64.length());
        int parameters = type.indexOf(';');
        String mediaType = parameters < 0 ? type : type.substring(0, parameters);
        return new MediaSource.Inline(mediaType.isEmpty() ? null : mediaType, url.substring(comma + 1));
    }

    /**
     * The address of a source.
     *
     * @param otherwise the media type of bytes that do not tell theirs
     * @return null when it has none: a stored file, or plain text
     */
    static @Nullable String of(MediaSource source, String otherwise) {
        if (source instanceof MediaSource.Inline inline) {
            String type = inline.mediaType() == null ? otherwise : inline.mediaType();
            return SCHEME + type + BASE64 + "," + inline.base64();
        }
        return source instanceof MediaSource.Url address ? address.url() : null;
    }
}
