package dev.caravan.processors.guardrails.kinds.regex;

/** Reads what a backslash begins, where it stands for characters. */
final class EscapeReader {

    private static final Alphabet DIGITS = Alphabet.range('0', '9');
    private static final Alphabet WORD =
            DIGITS.plus(Alphabet.range('a', 'z')).plus(Alphabet.range('A', 'Z')).plus(Alphabet.of("_"));
    private static final Alphabet SPACE = Alphabet.of("\t\n\f\r ");

    private final String regex;
    private final boolean ignoreCase;
    private int at;
    private int codePoint = -1;

    /** @param at where the backslash stands */
    EscapeReader(String regex, int at, boolean ignoreCase) {
        this.regex = regex;
        this.at = at;
        this.ignoreCase = ignoreCase;
    }

    Extent read() throws NotUnderstood {
        at++;
        char c = take();
        return switch (c) {
            case 'd' -> Extent.one(DIGITS, 1);
            case 'D' -> Extent.one(DIGITS.complement(), 2);
            case 's' -> Extent.one(SPACE, 1);
            case 'S' -> Extent.one(SPACE.complement(), 2);
            case 'w' -> Extent.one(WORD, 1);
            case 'W' -> Extent.one(WORD.complement(), 2);
            case 'p', 'P' -> property();
            default -> literal(character(c));
        };
    }

    /** Where the rest goes on. */
    int end() {
        return at;
    }

    /** The character that it stands for, -1 when it stands for a class. */
    int codePoint() {
        return codePoint;
    }

    private Extent literal(int itsCodePoint) {
        codePoint = itsCodePoint;
        Alphabet alphabet = Alphabet.range(codePoint, codePoint);
        return Extent.one(ignoreCase ? alphabet.inBothCases() : alphabet, Character.charCount(codePoint));
    }

    /** A class such as {@code \pL} or {@code \p{Greek}}: its members are not looked up. */
    private Extent property() throws NotUnderstood {
        if (take() == '{') {
            int close = regex.indexOf('}', at);
            if (close < 0) {
                throw new NotUnderstood();
            }
            at = close + 1;
        }
        return Extent.one(Alphabet.ALL, 2);
    }

    private int character(char c) throws NotUnderstood {
        return switch (c) {
            case 'a' -> 7;
            case 'f' -> '\f';
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 'v' -> 11;
            case 'x' -> hex();
            case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(c - '0');
            default -> {
                if (Character.isLetterOrDigit(c) || c >= 128) {
                    throw new NotUnderstood();
                }
                yield c;
            }
        };
    }

    private int octal(int first) {
        int value = first;
        for (int i = 0; i < 2 && at < regex.length() && regex.charAt(at) >= '0' && regex.charAt(at) <= '7'; i++) {
            value = value * 8 + regex.charAt(at++) - '0';
        }
        return value;
    }

    private int hex() throws NotUnderstood {
        String digits;
        if (at < regex.length() && regex.charAt(at) == '{') {
            int close = regex.indexOf('}', at);
            if (close < 0) {
                throw new NotUnderstood();
            }
            digits = regex.substring(at + 1, close);
            at = close + 1;
        } else {
            digits = "" + take() + take();
        }
        try {
            int value = Integer.parseInt(digits, 16);
            if (Character.isValidCodePoint(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new NotUnderstood();
    }

    private char take() throws NotUnderstood {
        if (at >= regex.length()) {
            throw new NotUnderstood();
        }
        return regex.charAt(at++);
    }
}
