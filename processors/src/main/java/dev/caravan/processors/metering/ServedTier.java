package dev.caravan.processors.metering;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads off an answer's bytes how urgently the provider has served it: OpenAI's and Anthropic's {@code service_tier}, Gemini's
 * {@code serviceTier}. One for each answer; used on one thread.
 */
final class ServedTier {

    private static final FieldNames NAMES = new FieldNames(List.of("service_tier", "serviceTier"));

    /** It stands at the answer's top, in its usage, or in the one object that an event is about or in that one's usage. */
    private static final int DEEPEST = 3;

    private static final int LONGEST_WORD = 32;

    private byte[] word = new byte[0];

    /** Whether a name that ends with the quote at that index is one that tells it. */
    static boolean isName(byte[] json, int quote) {
        return NAMES.endingAt(json, quote) >= 0;
    }

    /**
     * Looks at the value of such a name; the last one counts.
     *
     * @param value where it begins
     * @param end where the answer ends, or the event
     * @return whether it tells the tier
     */
    boolean reads(byte[] json, int value, int end) {
        if (value >= end || json[value] != '"') {
            return false;
        }
        int after = JsonBytes.endOfString(json, value, end);
        int length = after - value - 2;
        if (length <= 0 || length > LONGEST_WORD) {
            return false;
        }
        if (isKnown(json, value + 1, length)) {
            return true;
        }
        int depth = JsonBytes.depth(json, after, end);
        if (depth < 1 || depth > DEEPEST) {
            return false;
        }
        word = new byte[length];
        System.arraycopy(json, value + 1, word, 0, length);
        return true;
    }

    /** Each piece of a stream says it again. */
    private boolean isKnown(byte[] json, int from, int length) {
        if (length != word.length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (json[from + i] != word[i]) {
                return false;
            }
        }
        return true;
    }

    /** The provider's word for it; null when it has not said one. */
    @Nullable
    String word() {
        return word.length == 0 ? null : new String(word, StandardCharsets.UTF_8);
    }
}
