package dev.caravan.spi.wire;

import dev.caravan.spi.chat.MediaSource;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that hold the bytes themselves, {@code data:image/png;base64,…}. Media types are read in lower case and without
 * their parameters. Source: RFC 2397.
 */
public final class DataUrl {

    private static final String SCHEME = "data:";
    private static final String BASE64 = ";base64";

    private DataUrl() {}

    /** Whether the address is a data URL, well-formed or not. */
    public static boolean isDataUrl(String url) {
        return url.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /**
     * The bytes of a data URL in base64, as they stand there.
     *
     * @return null when the address is anything else
     */
    public static MediaSource.@Nullable Inline base64(String url) {
        int comma = url.indexOf(',');
        if (!isDataUrl(url) || comma < 0) {
            return null;
        }
        String head = url.substring(SCHEME.length(), comma).toLowerCase(Locale.ROOT);
        return head.endsWith(BASE64) ? inline(head, url.substring(comma + 1)) : null;
    }

    /** What an address points to: the bytes of a data URL, in base64 or percent-encoded; anything else is the address itself. */
    public static MediaSource source(String url) {
        MediaSource.Inline bytes = base64(url);
        if (bytes != null) {
            return bytes;
        }
        int comma = url.indexOf(',');
        byte[] decoded = isDataUrl(url) && comma >= 0 ? decoded(url.substring(comma + 1)) : null;
        return decoded == null
                ? new MediaSource.Url(url, null)
                : inline(
                        url.substring(SCHEME.length(), comma).toLowerCase(Locale.ROOT),
                        Base64.getEncoder().encodeToString(decoded));
    }

    /**
     * The bytes as a data URL. Where their media type is not said, it is the one that their beginning tells.
     *
     * @param otherwise the media type when neither is known
     */
    public static String of(MediaSource.Inline bytes, String otherwise) {
        String said = bytes.mediaType() == null ? bytes.recognisedType() : bytes.mediaType();
        return SCHEME + (said == null ? otherwise : said) + BASE64 + "," + bytes.base64();
    }

    /**
     * The address of what has one: bytes as {@link #of} writes them, and what is an address already.
     *
     * @return null for a stored file and for plain text
     */
    public static @Nullable String address(MediaSource source, String otherwise) {
        if (source instanceof MediaSource.Inline bytes) {
            return of(bytes, otherwise);
        }
        return source instanceof MediaSource.Url address ? address.url() : null;
    }

    private static MediaSource.Inline inline(String head, String base64) {
        int parameters = head.indexOf(';');
        String mediaType = parameters < 0 ? head : head.substring(0, parameters);
        return new MediaSource.Inline(mediaType.isEmpty() ? null : mediaType, base64);
    }

    /** Null when a percent sign has no two hexadecimal digits behind it. */
    private static byte @Nullable [] decoded(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length);
        for (int i = 0; i < encoded.length; i++) {
            if (encoded[i] != '%') {
                bytes.write(encoded[i]);
                continue;
            }
            int high = i + 2 < encoded.length ? Character.digit(encoded[i + 1], 16) : -1;
            int low = i + 2 < encoded.length ? Character.digit(encoded[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                return null;
            }
            bytes.write(high << 4 | low);
            i += 2;
        }
        return bytes.toByteArray();
    }
}
