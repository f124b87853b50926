package dev.caravan.processors.guardrails.kinds.injection;

import dev.caravan.processors.guardrails.kinds.text.Findings;
import dev.caravan.processors.guardrails.kinds.text.Search;

/** Searches the phrases of the list. Words of a phrase stand close together: {@value #FARTHEST} characters apart at most. */
final class PhraseSearch implements Search {

    private static final int FARTHEST = 32;
    private static final int NO_MATCH = -1;

    private final PhraseList list;

    PhraseSearch(PhraseList list) {
        this.list = list;
    }

    @Override
    public void find(String text, Findings into) {
        Words words = Words.of(text, 0, list.vocabulary());
        for (int first = 0; first < words.count(); first++) {
            for (Phrase phrase : list.beginningWith(words.id(first))) {
                int last = new Match(phrase, words, words.count()).last(first);
                if (last != NO_MATCH) {
                    into.add(words.start(first), words.end(last), phrase.label());
                }
            }
        }
    }

    @Override
    public int open(String text) {
        Words words = Words.of(text, tail(text), list.vocabulary());
        int known = words.count();
        boolean lastIsOpen = known > 0 && isOpenEnd(text, words.end(known - 1));
        known -= lastIsOpen ? 1 : 0;
        for (int first = 0; first < known; first++) {
            for (Phrase phrase : list.beginningWith(words.id(first))) {
                Match match = new Match(phrase, words, known);
                match.last(first);
                if (match.wantsMore) {
                    return words.start(first);
                }
            }
        }
        return lastIsOpen ? words.start(known) : text.length();
    }

    /** Whether a word goes on at the end of the text: nothing but what may hide within it follows. */
    private static boolean isOpenEnd(String text, int end) {
        for (int i = end; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            if (Words.isParting(text.codePointAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** A place at which no word goes on, and before which no phrase begins that is not decided. */
    private int tail(String text) {
        int start = Math.max(0, text.length() - (list.mostWords() + 1) * (Words.LONGEST + FARTHEST));
        while (start > 0 && start < text.length() && !Words.isParting(text.codePointBefore(start))) {
            start++;
        }
        return start;
    }

    /** One attempt to find a phrase. */
    private static final class Match {

        private final Phrase phrase;
        private final Words words;
        private final int count;
        private int first;
        private boolean wantsMore;

        /** @param count how many of the words are known */
        Match(Phrase phrase, Words words, int count) {
            this.phrase = phrase;
            this.words = words;
            this.count = count;
        }

        /** The last word of the phrase that begins with that word. */
        int last(int itsFirst) {
            first = itsFirst;
            return last(0, itsFirst);
        }

        private int last(int part, int word) {
            if (part == phrase.parts().size()) {
                return word - 1;
            }
            Phrase.Part its = phrase.parts().get(part);
            int longest = NO_MATCH;
            for (int[] choice : its.choices()) {
                if (stands(choice, word)) {
                    longest = Math.max(longest, last(part + 1, word + choice.length));
                }
            }
            return its.optional() ? Math.max(longest, last(part + 1, word)) : longest;
        }

        private boolean stands(int[] choice, int word) {
            for (int i = 0; i < choice.length; i++) {
                int at = word + i;
                if (at >= count) {
                    wantsMore = true;
                    return false;
                }
                boolean near = at == first || words.start(at) - words.end(at - 1) <= FARTHEST;
                if (words.id(at) != choice[i] || !near) {
                    return false;
                }
            }
            return true;
        }
    }
}
