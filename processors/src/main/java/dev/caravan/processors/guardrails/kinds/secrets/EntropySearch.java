package dev.caravan.processors.guardrails.kinds.secrets;

import dev.caravan.processors.guardrails.kinds.text.CharSet;
import dev.caravan.processors.guardrails.kinds.text.Chars;
import dev.caravan.processors.guardrails.kinds.text.Findings;
import dev.caravan.processors.guardrails.kinds.text.Search;

/**
 * Searches what looks as if it were drawn by lot: runs of Base64 or hexadecimal digits whose characters are spread evenly, by
 * Shannon's entropy in bits a character. Longer runs than {@value #LONGEST} characters are data, no credentials.
 */
final class EntropySearch implements Search {

    private static final CharSet RUN = CharSet.alnumAnd("+/_-");
    private static final int SHORTEST = 20;
    private static final int SHORTEST_HEX = 32;
    private static final int LONGEST = 512;
    private static final double LN_2 = Math.log(2);

    private final double base64;
    private final double hex;

    /**
     * @param base64 the least entropy of a run with letters of both cases and digits; infinite for none
     * @param hex the least entropy of a run of hexadecimal digits; infinite for none
     */
    EntropySearch(double base64, double hex) {
        this.base64 = base64;
        this.hex = hex;
    }

    @Override
    public void find(String text, Findings into) {
        int at = 0;
        while (at < text.length()) {
            if (!RUN.contains(text.charAt(at))) {
                at++;
                continue;
            }
            int end = RUN.end(text, at, text.length());
            if (end - at >= SHORTEST && end - at <= LONGEST && isRandom(text, at, end)) {
                into.add(at, padded(text, end), SecretType.HIGH_ENTROPY.label());
            }
            at = end;
        }
    }

    @Override
    public int open(String text) {
        int end = text.length();
        while (end > 0 && text.length() - end < 2 && text.charAt(end - 1) == '=') {
            end--;
        }
        int start = RUN.start(text, end, LONGEST + 1);
        return end - start > LONGEST ? text.length() : start;
    }

    private static int padded(String text, int end) {
        int padded = end;
        while (padded < text.length() && padded - end < 2 && text.charAt(padded) == '=') {
            padded++;
        }
        return padded;
    }

    private boolean isRandom(String text, int start, int end) {
        int[] counts = new int[128];
        int upper = 0;
        int lower = 0;
        int digits = 0;
        int hexes = 0;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            counts[c]++;
            upper += c >= 'A' && c <= 'Z' ? 1 : 0;
            lower += c >= 'a' && c <= 'z' ? 1 : 0;
            digits += Chars.isDigit(c) ? 1 : 0;
            hexes += Chars.isHex(c) ? 1 : 0;
        }
        int length = end - start;
        if (hexes == length) {
            return length >= SHORTEST_HEX && digits < length && digits > 0 && entropy(counts, length) >= hex;
        }
        // Camel case and paths have digits too, but seldom more than one.
        return upper > 1 && lower > 1 && digits > 1 && entropy(counts, length) >= base64;
    }

    private static double entropy(int[] counts, int length) {
        double sum = 0;
        for (int count : counts) {
            if (count > 0) {
                sum += count * Math.log(count);
            }
        }
        return (Math.log(length) - sum / length) / LN_2;
    }
}
