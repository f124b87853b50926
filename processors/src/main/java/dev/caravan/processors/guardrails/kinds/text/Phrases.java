package dev.caravan.processors.guardrails.kinds.text;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Searches many phrases at once. A run of white space in the text counts as one space, so a phrase is found across a line break
 * too.
 */
public final class Phrases implements Search {

    private final Automaton automaton;
    private final boolean caseSensitive;
    private final boolean wholeWords;
    private final String label;
    private final int longest;

    /**
     * @param phrases at least one, none of them blank
     * @param caseSensitive whether {@code Word} differs from {@code word}
     * @param wholeWords whether a phrase within a longer word does not count. Where words are not parted by spaces, as in
     *     Chinese, it counts anyhow
     */
    public Phrases(Collection<String> phrases, boolean caseSensitive, boolean wholeWords, String label) {
        this.caseSensitive = caseSensitive;
        this.wholeWords = wholeWords;
        this.label = label;
        List<String> folded = phrases.stream().map(this::fold).distinct().toList();
        this.automaton = new Automaton(folded);
        this.longest = folded.stream().mapToInt(String::length).max().orElse(0);
    }

    @Override
    public void find(String text, Findings into) {
        walk(text, 0, into);
    }

    @Override
    public int open(String text) {
        Walk walk = walk(text, tail(text), null);
        for (int state = walk.state; state != Automaton.START; state = automaton.shorter(state)) {
            int start = walk.startOf(automaton.depth(state));
            if (isFree(text, start)) {
                return start;
            }
        }
        return text.length();
    }

    /** Where the last characters begin that the longest phrase could be. */
    private int tail(String text) {
        int start = text.length();
        boolean space = false;
        for (int count = 0; start > 0 && count <= longest; start--) {
            boolean before = space;
            space = Chars.isSpace(text.charAt(start - 1));
            if (!space || !before) {
                count++;
            }
        }
        return start;
    }

    private Walk walk(String text, int from, @Nullable Findings into) {
        Walk walk = new Walk(longest);
        boolean space = false;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Chars.isSpace(c)) {
                if (space) {
                    continue;
                }
                space = true;
                c = ' ';
            } else {
                space = false;
                c = fold(c);
            }
            walk.state = automaton.next(walk.state, c);
            walk.read(i);
            if (into != null && automaton.phrase(walk.state) != Automaton.START) {
                collect(text, i + 1, walk, into);
            }
        }
        return walk;
    }

    private void collect(String text, int end, Walk walk, Findings into) {
        if (!isFree(text, end)) {
            return;
        }
        int phrase = automaton.phrase(walk.state);
        while (phrase != Automaton.START) {
            int start = walk.startOf(automaton.depth(phrase));
            if (isFree(text, start)) {
                into.add(start, end, label);
                return;
            }
            phrase = automaton.phrase(automaton.shorter(phrase));
        }
    }

    private boolean isFree(String text, int index) {
        return !wholeWords
                || Chars.isEdge(text, index)
                || isUnspaced(text.codePointBefore(index))
                || isUnspaced(text.codePointAt(index));
    }

    private static boolean isUnspaced(int codePoint) {
        if (codePoint < 0x0E00) {
            return false;
        }
        return switch (Character.UnicodeScript.of(codePoint)) {
            case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
            default -> false;
        };
    }

    private String fold(String phrase) {
        StringBuilder folded = new StringBuilder(phrase.length());
        for (int i = 0; i < phrase.length(); i++) {
            char c = phrase.charAt(i);
            boolean space = Chars.isSpace(c);
            if (!space) {
                folded.append(fold(c));
            } else if (!folded.isEmpty() && folded.charAt(folded.length() - 1) != ' ') {
                folded.append(' ');
            }
        }
        return folded.toString().stripTrailing();
    }

    private char fold(char c) {
        if (caseSensitive) {
            return c;
        }
        if (c < 128) {
            return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
        }
        return Character.toLowerCase(Character.toUpperCase(c));
    }

    /** A walk over a text: the state, and where in the text the last characters stand. */
    private static final class Walk {

        private final int[] places;
        private int count;
        private int state = Automaton.START;

        Walk(int longest) {
            places = new int[Integer.highestOneBit(Math.max(1, longest)) << 1];
        }

        void read(int place) {
            places[count++ & places.length - 1] = place;
        }

        int startOf(int depth) {
            return places[count - depth & places.length - 1];
        }
    }
}
