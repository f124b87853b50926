package dev.caravan.processors.guardrails.kinds.injection;

import dev.caravan.processors.guardrails.kinds.text.Chars;
import java.util.Arrays;

/**
 * The words of a text in their plain form, as numbers of a vocabulary, with their places in the text. A word that the vocabulary
 * does not have is {@link Vocabulary#UNKNOWN}.
 */
final class Words {

    /** A word takes no more room in the text, or else it is unknown: nobody reads one that is stretched so far. */
    static final int LONGEST = 64;

    private static final int NONE = -1;
    private static final String DIGITS = "013457";
    private static final String LETTERS = "oieast";

    private int[] ids = new int[32];
    private int[] starts = new int[32];
    private int[] ends = new int[32];
    private int count;

    private Words() {}

    /** Reads the words from a place on at which none goes on. */
    static Words of(String text, int from, Vocabulary vocabulary) {
        Words words = new Words();
        StringBuilder word = new StringBuilder();
        int start = NONE;
        int end = NONE;
        for (int i = from; i < text.length(); ) {
            int codePoint = text.charAt(i);
            int next = i + 1;
            boolean letter;
            boolean alone = false;
            if (codePoint < 128) {
                letter = Chars.isAlnum((char) codePoint);
            } else {
                codePoint = text.codePointAt(i);
                next = i + Character.charCount(codePoint);
                alone = Letters.isWord(codePoint);
                letter = alone || isLetter(codePoint);
            }
            if (start != NONE && (alone || !letter && !isHidden(codePoint))) {
                words.add(word, start, end, vocabulary);
                start = NONE;
            }
            if (letter) {
                if (start == NONE) {
                    start = i;
                    word.setLength(0);
                }
                end = next;
                if (end - start <= LONGEST) {
                    Letters.appendPlain(codePoint, word);
                }
            }
            if (alone) {
                words.add(word, start, end, vocabulary);
                start = NONE;
            }
            i = next;
        }
        if (start != NONE) {
            words.add(word, start, end, vocabulary);
        }
        return words;
    }

    /** Whether words are parted at such a character. */
    static boolean isParting(int codePoint) {
        return !isLetter(codePoint) && !isHidden(codePoint);
    }

    int count() {
        return count;
    }

    int id(int word) {
        return ids[word];
    }

    int start(int word) {
        return starts[word];
    }

    int end(int word) {
        return ends[word];
    }

    private static boolean isLetter(int codePoint) {
        return codePoint < 128
                ? Chars.isAlnum((char) codePoint)
                : Character.isLetterOrDigit(codePoint) && !Letters.isInvisible(codePoint);
    }

    private static boolean isHidden(int codePoint) {
        return codePoint >= 128
                && (Letters.isInvisible(codePoint) || Character.getType(codePoint) == Character.NON_SPACING_MARK);
    }

    private void add(StringBuilder word, int start, int end, Vocabulary vocabulary) {
        if (count == ids.length) {
            ids = Arrays.copyOf(ids, 2 * count);
            starts = Arrays.copyOf(starts, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
        ids[count] = end - start > LONGEST ? Vocabulary.UNKNOWN : vocabulary.number(plain(word));
        starts[count] = start;
        ends[count++] = end;
    }

    /** Digits among letters stand for the letters that they look like. */
    static StringBuilder plain(StringBuilder word) {
        boolean digit = false;
        boolean letter = false;
        for (int i = 0; i < word.length(); i++) {
            boolean isDigit = word.charAt(i) >= '0' && word.charAt(i) <= '9';
            digit |= isDigit;
            letter |= !isDigit;
        }
        if (digit && letter) {
            for (int i = 0; i < word.length(); i++) {
                int alike = DIGITS.indexOf(word.charAt(i));
                if (alike >= 0) {
                    word.setCharAt(i, LETTERS.charAt(alike));
                }
            }
        }
        return word;
    }
}
