package dev.caravan.processors.guardrails.kinds.text;

/** A set of characters of ASCII. Immutable. */
public final class CharSet {

    private final boolean[] members = new boolean[128];

    private CharSet() {}

    /** Letters, digits and the given others. */
    public static CharSet alnumAnd(String others) {
        CharSet set = of(others);
        for (char c = 0; c < 128; c++) {
            set.members[c] |= Chars.isAlnum(c);
        }
        return set;
    }

    public static CharSet of(String characters) {
        CharSet set = new CharSet();
        for (int i = 0; i < characters.length(); i++) {
            set.members[characters.charAt(i)] = true;
        }
        return set;
    }

    public boolean contains(char c) {
        return c < 128 && members[c];
    }

    /** Where the run of members ends that begins at {@code start}, or that many characters behind it at most. */
    public int end(String text, int start, int most) {
        int limit = start + Math.min(most, text.length() - start);
        int end = start;
        while (end < limit && contains(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /** Where the run of members begins that ends before {@code end}, or that many characters before it at most. */
    public int start(String text, int end, int most) {
        int limit = Math.max(0, end - most);
        int start = end;
        while (start > limit && contains(text.charAt(start - 1))) {
            start--;
        }
        return start;
    }
}
