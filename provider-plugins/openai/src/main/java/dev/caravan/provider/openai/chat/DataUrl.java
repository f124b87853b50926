package dev.caravan.provider.openai.chat;

import dev.caravan.spi.chat.MediaSource;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Data URLs, RFC 2397, which OpenAI uses for bytes. */
final class DataUrl {

    private static final String BASE64 = ";base64";

    private DataUrl() {}

    /** What a URL points to: the bytes themselves when it is a data URL. */
    static MediaSource source(String url) {
        int comma = url.indexOf(',');
        if (!url.regionMatches(true, 0, "data:", 0, 5) || comma < 0) {
            return new MediaSource.Url(url, null);
        }
        String head = url.substring(5, comma);
        String data = url.substring(comma + 1);
        boolean base64 = head.endsWith(BASE64);
        String type = base64 ? head.substring(0, head.length() - BASE64.length()) : head;
        int parameters = type.indexOf(';');
        String mediaType = parameters < 0 ? type : type.substring(0, parameters);
        return new MediaSource.Inline(mediaType.isEmpty() ? null : mediaType, base64 ? data : encoded(data));
    }

    /** A data URL of these bytes. */
    static String of(MediaSource.Inline inline, String otherwise) {
        String type = inline.mediaType() == null ? otherwise : inline.mediaType();
        return "data:" + type + BASE64 + "," + inline.base64();
    }

    private static String encoded(String percentEncoded) {
        String text = URLDecoder.decode(percentEncoded.replace("+", "%2B"), StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
