package dev.caravan.processors.guardrails.kinds.regex;

/** Reads a character class: {@code [a-z\d[:punct:]]}. */
final class ClassReader {

    private final String regex;
    private final boolean ignoreCase;
    private int at;
    private Alphabet alphabet = Alphabet.NONE;
    private boolean exact = true;
    private int width = 1;

    /** @param at where the bracket stands */
    ClassReader(String regex, int at, boolean ignoreCase) {
        this.regex = regex;
        this.at = at;
        this.ignoreCase = ignoreCase;
    }

    Extent read() throws NotUnderstood {
        at++;
        boolean negated = peek() == '^';
        if (negated) {
            at++;
        }
        boolean first = true;
        while (peek() != ']' || first) {
            first = false;
            if (regex.startsWith("[:", at)) {
                named();
            } else {
                item();
            }
        }
        at++;
        if (ignoreCase) {
            exact &= !alphabet.beyond();
            alphabet = alphabet.inBothCases();
        }
        if (negated) {
            return Extent.one(exact ? alphabet.complement() : Alphabet.ALL, 2);
        }
        return Extent.one(alphabet, width);
    }

    /** Where the rest goes on. */
    int end() {
        return at;
    }

    private void item() throws NotUnderstood {
        int from = character();
        if (from < 0 || peek() != '-' || at + 1 >= regex.length() || regex.charAt(at + 1) == ']') {
            return;
        }
        at++;
        int to = character();
        if (to < from) {
            throw new NotUnderstood();
        }
        add(Alphabet.range(from, to), Character.charCount(to));
    }

    /** Adds one character, or the class that an escape stands for; then it returns -1. */
    private int character() throws NotUnderstood {
        if (peek() == '\\') {
            EscapeReader escape = new EscapeReader(regex, at, false);
            Extent one = escape.read();
            at = escape.end();
            // A class such as \pL is not known to the letter, so its complement is not either.
            exact &= escape.codePoint() >= 0 || !one.alphabet().equals(Alphabet.ALL);
            add(one.alphabet(), (int) one.longest());
            return escape.codePoint();
        }
        int codePoint = regex.codePointAt(at);
        at += Character.charCount(codePoint);
        add(Alphabet.range(codePoint, codePoint), Character.charCount(codePoint));
        return codePoint;
    }

    private void named() throws NotUnderstood {
        int close = regex.indexOf(":]", at + 2);
        if (close < 0) {
            item();
            return;
        }
        // The names of POSIX are classes of ASCII; all of it is more than any of them.
        boolean negated = regex.charAt(at + 2) == '^';
        add(negated ? Alphabet.ALL : Alphabet.range(0, 127), negated ? 2 : 1);
        exact = false;
        at = close + 2;
    }

    private void add(Alphabet more, int itsWidth) {
        alphabet = alphabet.plus(more);
        width = Math.max(width, itsWidth);
    }

    private char peek() throws NotUnderstood {
        if (at >= regex.length()) {
            throw new NotUnderstood();
        }
        return regex.charAt(at);
    }
}
