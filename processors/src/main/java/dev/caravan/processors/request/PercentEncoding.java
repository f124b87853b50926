package dev.caravan.processors.request;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Percent-encoding of URLs, RFC 3986. A plus sign stands for itself. */
public final class PercentEncoding {

    private PercentEncoding() {}

    /** The text in clear, or null when an escape is malformed or the bytes are not UTF-8. */
    public static @Nullable String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer decoded = ByteBuffer.allocate(encoded.length);
        for (int i = 0; i < encoded.length; i++) {
            if (encoded[i] != '%') {
                decoded.put(encoded[i]);
                continue;
            }
            int octet = i + 2 < encoded.length ? octet((char) encoded[i + 1], (char) encoded[i + 2]) : -1;
            if (octet < 0) {
                return null;
            }
            decoded.put((byte) octet);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** The value of two hexadecimal digits, or -1 when they are none. */
    public static int octet(char high, char low) {
        int first = high < 128 ? Character.digit(high, 16) : -1;
        int second = low < 128 ? Character.digit(low, 16) : -1;
        return first < 0 || second < 0 ? -1 : first << 4 | second;
    }
}
