package dev.caravan.processors.guardrails.kinds.regex;

/**
 * Letters that each match of an expression has in it, one behind the other: a text without them has no match, which is much
 * quicker to tell than by the expression. Few texts have any.
 *
 * @param text of ASCII; empty where nothing is known
 * @param ignoreCase whether its letters may be of either case
 */
record RequiredText(String text, boolean ignoreCase) {

    private static final char KELVIN = '\u212a';
    private static final char LONG_S = '\u017f';

    static final RequiredText NONE = new RequiredText("", false);

    /** Whether a text has it. */
    boolean isIn(String searched) {
        if (!ignoreCase || text.isEmpty()) {
            return searched.contains(text);
        }
        char lower = lower(text.charAt(0));
        char upper = Character.toUpperCase(lower);
        boolean hasRelative = lower == 'k' || lower == 's';
        int last = searched.length() - text.length();
        for (int at = 0; at <= last; at++) {
            char c = searched.charAt(at);
            if ((c == lower || c == upper || hasRelative && c > 127) && isAt(searched, at)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAt(String searched, int from) {
        for (int i = 0; i < text.length(); i++) {
            if (lower(searched.charAt(from + i)) != lower(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** K and S have relatives beyond ASCII, which RE2 takes for other cases of them. */
    private static char lower(char c) {
        if (c < 128) {
            return c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c;
        }
        return c == KELVIN ? 'k' : c == LONG_S ? 's' : c;
    }
}
