package dev.caravan.provider.echo;

import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * A text as the pieces that count as its tokens: each a word with the space before it, or a part of a longer word. Together
 * they are the text again. They are cut while they are read, so that a long text costs no memory.
 */
final class Tokens implements Iterable<String> {

    private final String text;
    private final int longest;

    private Tokens(String text, int longest) {
        this.text = text;
        this.longest = longest;
    }

    /** One token for each word. */
    static Tokens words(String text) {
        return new Tokens(text, Integer.MAX_VALUE);
    }

    /** One token for each word, or for every few characters of a longer one: JSON has few spaces. */
    static Tokens json(String text) {
        return new Tokens(text, 8);
    }

    int count() {
        int count = 0;
        for (int start = 0; start < text.length(); start = endAfter(start)) {
            count++;
        }
        return count;
    }

    /** The first so many tokens, or all when there are fewer. */
    Tokens first(int count) {
        int end = 0;
        for (int i = 0; i < count && end < text.length(); i++) {
            end = endAfter(end);
        }
        return new Tokens(text.substring(0, end), longest);
    }

    String text() {
        return text;
    }

    @Override
    public Iterator<String> iterator() {
        return new Iterator<>() {
            private int start;

            @Override
            public boolean hasNext() {
                return start < text.length();
            }

            @Override
            public String next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                int from = start;
                start = endAfter(from);
                return text.substring(from, start);
            }
        };
    }

    private int endAfter(int start) {
        int limit = longest < text.length() - start ? start + longest : text.length();
        int end = start;
        while (end < limit && Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        while (end < limit && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        boolean inPair = end < text.length()
                && Character.isLowSurrogate(text.charAt(end))
                && Character.isHighSurrogate(text.charAt(end - 1));
        return inPair ? end + 1 : end;
    }
}
