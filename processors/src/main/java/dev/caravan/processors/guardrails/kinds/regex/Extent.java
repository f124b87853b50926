package dev.caravan.processors.guardrails.kinds.regex;

/**
 * How far a match of an expression, or of a part of it, can reach.
 *
 * @param longest the most characters of a match, {@link #UNBOUNDED} when there is no such number
 * @param alphabet what a match can be made of
 * @param looksAhead whether a match can depend on the character behind it
 */
record Extent(long longest, Alphabet alphabet, boolean looksAhead) {

    static final long UNBOUNDED = Integer.MAX_VALUE;

    static final Extent EMPTY = new Extent(0, Alphabet.NONE, false);
    static final Extent LOOK_AHEAD = new Extent(0, Alphabet.NONE, true);

    /** Nothing is known of it. */
    static final Extent UNKNOWN = new Extent(UNBOUNDED, Alphabet.ALL, true);

    /** @param width the most characters of UTF-16 that one of the alphabet takes */
    static Extent one(Alphabet alphabet, int width) {
        return new Extent(width, alphabet, false);
    }

    Extent then(Extent next) {
        return with(Math.min(UNBOUNDED, longest + next.longest), next);
    }

    Extent or(Extent other) {
        return with(Math.max(longest, other.longest), other);
    }

    /** @param most how often at most, {@link #UNBOUNDED} for any number of times */
    Extent times(long most) {
        if (most == 0) {
            return EMPTY;
        }
        return new Extent(longest == 0 ? 0 : Math.min(UNBOUNDED, longest * most), alphabet, looksAhead);
    }

    private Extent with(long itsLongest, Extent other) {
        return new Extent(itsLongest, alphabet.plus(other.alphabet), looksAhead || other.looksAhead);
    }
}
