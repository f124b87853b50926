package dev.caravan.processors.evals.kinds;

import java.util.Locale;

/** Looks for texts in texts. */
final class Texts {

    private Texts() {}

    static boolean contains(String text, String part, boolean ignoreCase) {
        return ignoreCase ? text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT)) : text.contains(part);
    }
}
