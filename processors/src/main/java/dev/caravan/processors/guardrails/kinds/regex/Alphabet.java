package dev.caravan.processors.guardrails.kinds.regex;

/**
 * Which characters a match can be made of: each of ASCII by itself, all others together. It may hold more than are really
 * possible, never fewer.
 *
 * @param low the bits of the characters 0 to 63
 * @param high the bits of the characters 64 to 127
 * @param beyond whether any other character is possible
 */
record Alphabet(long low, long high, boolean beyond) {

    static final Alphabet NONE = new Alphabet(0, 0, false);
    static final Alphabet ALL = new Alphabet(-1, -1, true);

    /** The characters from one to another, both included. */
    static Alphabet range(int from, int to) {
        long low = 0;
        long high = 0;
        for (int c = from; c <= Math.min(to, 127); c++) {
            if (c < 64) {
                low |= 1L << c;
            } else {
                high |= 1L << c - 64;
            }
        }
        return new Alphabet(low, high, to > 127);
    }

    static Alphabet of(String characters) {
        Alphabet all = NONE;
        for (int i = 0; i < characters.length(); i++) {
            all = all.plus(range(characters.charAt(i), characters.charAt(i)));
        }
        return all;
    }

    Alphabet plus(Alphabet other) {
        return new Alphabet(low | other.low, high | other.high, beyond || other.beyond);
    }

    /** All characters of ASCII that are not in it, and all beyond. */
    Alphabet complement() {
        return new Alphabet(~low, ~high, true);
    }

    /** With the other case of each letter; K and S have relatives beyond ASCII, and those have K and S. */
    Alphabet inBothCases() {
        long letters = 0x7fffffeL;
        long upper = high & letters;
        long lower = high >>> 32 & letters;
        Alphabet both = new Alphabet(low, high | upper << 32 | lower, beyond);
        boolean kelvinOrLongS = both.contains('k') || both.contains('s');
        return beyond ? both.plus(of("kKsS")) : new Alphabet(both.low, both.high, kelvinOrLongS);
    }

    boolean contains(char c) {
        if (c < 64) {
            return (low >>> c & 1) != 0;
        }
        return c < 128 ? (high >>> c - 64 & 1) != 0 : beyond;
    }
}
