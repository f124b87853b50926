package dev.caravan.provider.gemini.generate;

import java.nio.charset.StandardCharsets;

/** Gemini counts places in a text by its bytes in UTF-8, the neutral model by its characters. */
final class Utf8Offsets {

    private Utf8Offsets() {}

    /** The character at that byte, or -1 when the text has no such place or it is within a character. */
    static int charAt(String text, long byteOffset) {
        long bytes = 0;
        int at = 0;
        while (at < text.length() && bytes < byteOffset) {
            int codePoint = text.codePointAt(at);
            bytes += width(codePoint);
            at += Character.charCount(codePoint);
        }
        return bytes == byteOffset ? at : -1;
    }

    /** The byte at which that character begins. */
    static int byteAt(String text, int charOffset) {
        return text.substring(0, Math.min(charOffset, text.length())).getBytes(StandardCharsets.UTF_8).length;
    }

    private static int width(int codePoint) {
        if (codePoint < 0x80) {
            return 1;
        }
        if (codePoint < 0x800) {
            return 2;
        }
        return codePoint < 0x10000 ? 3 : 4;
    }
}
