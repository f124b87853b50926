package dev.caravan.processors.guardrails;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What stands for what in one call: a number tells placeholders of one label apart, and the same text has the same one wherever
 * it occurs. Lives as long as the call, and is shown to nobody.
 */
final class Placeholders {

    private static final int MOST_DIGITS = 8;

    private record Original(String stem, String text) {}

    private final Map<Original, String> known = new HashMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final TreeMap<String, String> originals = new TreeMap<>();
    private final List<String> taken = new ArrayList<>();

    /** Makes sure that no placeholder of a label that had none so far is one that somebody has written into these texts. */
    void avoid(List<String> texts) {
        taken.addAll(texts);
    }

    /**
     * The placeholder for a text.
     *
     * @param restorable whether the text is put back into the answer
     */
    String of(Replacement form, String label, String text, boolean restorable) {
        String stem = form.numberedStart(label);
        String placeholder = known.computeIfAbsent(new Original(stem, text), unused -> form.text(label, next(stem)));
        if (restorable) {
            originals.put(placeholder, text);
        }
        return placeholder;
    }

    /** Whether there is anything to put back. */
    boolean restores() {
        return !originals.isEmpty();
    }

    /** The placeholders, by what they stand for. */
    NavigableMap<String, String> byOriginal() {
        NavigableMap<String, String> reversed = new TreeMap<>();
        originals.forEach((placeholder, original) -> reversed.put(original, placeholder));
        return reversed;
    }

    /** What is to be put back, by placeholders. */
    NavigableMap<String, String> originals() {
        return originals;
    }

    private int next(String stem) {
        @Nullable Integer last = numbers.get(stem);
        int next = (last == null ? highest(stem) : last) + 1;
        numbers.put(stem, next);
        return next;
    }

    /** The highest number that somebody has written behind that stem, or 0. */
    private int highest(String stem) {
        int highest = 0;
        for (String text : taken) {
            for (int at = text.indexOf(stem); at >= 0; at = text.indexOf(stem, at + 1)) {
                highest = Math.max(highest, number(text, at + stem.length()));
            }
        }
        return highest;
    }

    private static int number(String text, int start) {
        int number = 0;
        for (int i = start; i < text.length() && i - start < MOST_DIGITS; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
