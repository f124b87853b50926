package dev.caravan.processors.context;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBufUtil;
import java.util.Map;

/**
 * Counts the tokens of JSON: four bytes of text for one, and a flat figure for what is no text. Good to a factor of two or so;
 * never more than a fourth of the bytes that the JSON has on the wire.
 */
final class RoughTokens {

    static final int BYTES_PER_TOKEN = 4;

    /** What a picture of about a megapixel costs with most providers, in bytes of text. */
    private static final int MEDIUM = 1500 * BYTES_PER_TOKEN;

    private static final int LOOKED_AT = 256;

    private RoughTokens() {}

    static long of(JsonNode json) {
        return bytes(json) / BYTES_PER_TOKEN;
    }

    private static long bytes(JsonNode json) {
        if (json.isTextual()) {
            return bytes(json.textValue());
        }
        long bytes = 0;
        if (json.isObject()) {
            for (Map.Entry<String, JsonNode> field : json.properties()) {
                bytes += field.getKey().length() + bytes(field.getValue());
            }
        } else if (json.isArray()) {
            for (JsonNode element : json) {
                bytes += bytes(element);
            }
        } else {
            bytes = json.asText().length();
        }
        return bytes;
    }

    private static long bytes(String text) {
        return text.length() > MEDIUM && isEncoded(text) ? MEDIUM : ByteBufUtil.utf8Bytes(text);
    }

    /** Whether a long text is a picture, a document or a sound in Base64: such has no blanks. */
    private static boolean isEncoded(String text) {
        int start = text.startsWith("data:") ? text.indexOf(',') + 1 : 0;
        for (int i = start; i < start + LOOKED_AT; i++) {
            char letter = text.charAt(i);
            boolean base64 = (letter >= 'A' && letter <= 'Z')
                    || (letter >= 'a' && letter <= 'z')
                    || (letter >= '0' && letter <= '9')
                    || "+/-_=".indexOf(letter) >= 0;
            if (!base64) {
                return false;
            }
        }
        return true;
    }
}
