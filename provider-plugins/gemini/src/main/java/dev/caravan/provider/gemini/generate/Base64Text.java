package dev.caravan.provider.gemini.generate;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The base64 of proto3's JSON: readers take the standard and the URL-safe alphabet, with padding or without. */
final class Base64Text {

    private Base64Text() {}

    /** The same bytes in standard base64 with padding. */
    static String standard(String base64) {
        String text = base64.indexOf('-') < 0 && base64.indexOf('_') < 0
                ? base64
                : base64.replace('-', '+').replace('_', '/');
        int missing = (4 - text.length() % 4) % 4;
        return missing == 0 ? text : text + "=".repeat(missing);
    }

    /** Whether a field of bytes can hold it. */
    static boolean isBase64(String text) {
        return bytes(text) != null;
    }

    /** The UTF-8 text that it stands for, or null when it is no base64. */
    static @Nullable String decoded(String base64) {
        byte[] bytes = bytes(base64);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte @Nullable [] bytes(String base64) {
        try {
            return Base64.getDecoder().decode(standard(base64));
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }
}
