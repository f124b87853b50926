package dev.caravan.processors.guardrails.kinds.injection;

import java.util.HashMap;
import java.util.Map;

/** The words of the phrases by number. Most words of a text are none of them, and their first two letters tell. */
final class Vocabulary {

    static final int UNKNOWN = -1;

    private static final int ASCII = 128;

    private final Map<String, Integer> numbers = new HashMap<>();
    private final boolean[] beginnings = new boolean[ASCII * ASCII];

    /** The word's number; it gets one when it has none yet. */
    int add(String word) {
        if (isAscii(word)) {
            beginnings[beginning(word)] = true;
        }
        return numbers.computeIfAbsent(word, key -> numbers.size());
    }

    /** The word's number, or {@link #UNKNOWN}. */
    int number(StringBuilder word) {
        if (word.isEmpty() || isAscii(word) && !beginnings[beginning(word)]) {
            return UNKNOWN;
        }
        return numbers.getOrDefault(word.toString(), UNKNOWN);
    }

    private static boolean isAscii(CharSequence word) {
        return word.charAt(0) < ASCII && (word.length() == 1 || word.charAt(1) < ASCII);
    }

    private static int beginning(CharSequence word) {
        return word.charAt(0) * ASCII + (word.length() == 1 ? 0 : word.charAt(1));
    }
}
