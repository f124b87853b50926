package dev.caravan.processors.guardrails.kinds.secrets;

import dev.caravan.processors.guardrails.kinds.text.CharSet;

/**
 * A credential that is known by how it begins.
 *
 * @param prefix how it begins
 * @param rest what the rest is made of
 * @param shortest how many characters the rest has at least
 * @param longest how many at most; a longer run is no such credential. Credentials without a fixed length have {@link #LONG}
 * @param prefixIsSecret whether the prefix is part of it, or a name before it
 */
record TokenRule(String prefix, CharSet rest, int shortest, int longest, boolean prefixIsSecret) {

    static final int LONG = 512;

    private static final CharSet ALNUM = CharSet.alnumAnd("");
    private static final CharSet ALNUM_DASHES = CharSet.alnumAnd("_-");
    private static final CharSet BASE64 = CharSet.alnumAnd("+/=%");

    /** What any of them can be made of, with its prefix. */
    static final CharSet ANY = CharSet.alnumAnd("_-.+/=%");

    static TokenRule alnum(String prefix, int shortest, int longest) {
        return new TokenRule(prefix, ALNUM, shortest, longest, true);
    }

    static TokenRule dashed(String prefix, int shortest, int longest) {
        return new TokenRule(prefix, ALNUM_DASHES, shortest, longest, true);
    }

    static TokenRule of(String prefix, String others, int shortest, int longest) {
        return new TokenRule(prefix, CharSet.alnumAnd(others), shortest, longest, true);
    }

    /** A name with an equals sign and a credential in Base64, which may be percent-encoded. */
    static TokenRule named(String prefix, int shortest) {
        return new TokenRule(prefix, BASE64, shortest, LONG, false);
    }

    /** Where the credential ends whose prefix stands at {@code start}; -1 when it is none. */
    int end(String text, int start) {
        int from = start + prefix.length();
        int end = rest.end(text, from, longest);
        boolean goesOn = longest < LONG && end < text.length() && rest.contains(text.charAt(end));
        return end - from < shortest || goesOn ? -1 : end;
    }
}
