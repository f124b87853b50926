package dev.caravan.processors.guardrails.kinds.pii;

import dev.caravan.processors.guardrails.kinds.text.Chars;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * A number written in a fixed shape: {@code 9} stands for a digit, {@code A} for a letter, {@code N} for either, a space for a
 * separator that may be there, a dash for one that must be there.
 */
final class Shape implements NumberForm {

    private final String shape;
    private final String label;
    private final Predicate<String> check;

    /** @param check is given the letters, in upper case, and the digits without separators */
    Shape(String shape, String label, Predicate<String> check) {
        this.shape = shape;
        this.label = label;
        this.check = check;
    }

    @Override
    public int end(String text, int start) {
        int at = start;
        for (int i = 0; i < shape.length(); i++) {
            if (at == text.length()) {
                return OPEN;
            }
            char wanted = shape.charAt(i);
            char c = text.charAt(at);
            if (wanted == ' ') {
                at += isSeparator(c) ? 1 : 0;
            } else if (fits(wanted, c)) {
                at++;
            } else {
                return NONE;
            }
        }
        return check.test(compact(text, start, at)) ? at : NONE;
    }

    @Override
    public int leadingDigits() {
        int digits = 0;
        for (int i = 0; i < shape.length(); i++) {
            char c = shape.charAt(i);
            if (c == 'A' || c == 'N') {
                return digits;
            }
            digits += c == '9' ? 1 : 0;
        }
        return digits;
    }

    @Override
    public String label() {
        return label;
    }

    static boolean isSeparator(char c) {
        return switch (c) {
            case ' ', '-', '.', '/', '\u00a0', '\u202f', '\u2009', '\u2010', '\u2011', '\u2013' -> true;
            default -> false;
        };
    }

    /** The letters in upper case and the digits. */
    static String compact(String text, int start, int end) {
        StringBuilder compact = new StringBuilder(end - start);
        for (int i = start; i < end; i++) {
            if (!isSeparator(text.charAt(i))) {
                compact.append(text.charAt(i));
            }
        }
        return compact.toString().toUpperCase(Locale.ROOT);
    }

    private static boolean fits(char wanted, char c) {
        return switch (wanted) {
            case '9' -> Chars.isDigit(c);
            case 'A' -> Chars.isAsciiLetter(c);
            case 'N' -> Chars.isAlnum(c);
            default -> isSeparator(c);
        };
    }
}
