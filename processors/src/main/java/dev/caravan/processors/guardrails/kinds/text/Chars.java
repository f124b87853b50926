package dev.caravan.processors.guardrails.kinds.text;

/** Kinds of characters, quick for ASCII. */
public final class Chars {

    private Chars() {}

    public static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    public static boolean isAsciiLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    /** A letter or digit of ASCII. */
    public static boolean isAlnum(char c) {
        return isAsciiLetter(c) || isDigit(c);
    }

    public static boolean isHex(char c) {
        return isDigit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
    }

    /** A letter, a digit or a mark upon one, of any script. */
    public static boolean isWordPart(int codePoint) {
        if (codePoint < 128) {
            return isAlnum((char) codePoint);
        }
        return Character.isLetterOrDigit(codePoint) || Character.getType(codePoint) == Character.NON_SPACING_MARK;
    }

    /** White space, also that which does not break. */
    public static boolean isSpace(char c) {
        return c == ' '
                || c <= '\r' && c >= '\t'
                || c >= 0x80 && (Character.isWhitespace(c) || Character.isSpaceChar(c));
    }

    /** Whether no word goes on across the place before {@code index}. */
    public static boolean isEdge(String text, int index) {
        return index <= 0
                || index >= text.length()
                || !isWordPart(text.codePointBefore(index))
                || !isWordPart(text.codePointAt(index));
    }

    /** How many digits there are, but no more than {@code enough}. */
    public static int digits(String text, int enough) {
        int digits = 0;
        for (int i = 0; i < text.length() && digits < enough; i++) {
            if (isDigit(text.charAt(i))) {
                digits++;
            }
        }
        return digits;
    }
}
