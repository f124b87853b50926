package dev.caravan.processors.guardrails.kinds.injection;

import java.util.List;

/**
 * A phrase of the list: words in their order, some of which may be left out.
 *
 * @param label what it is
 * @param parts its parts in their order
 */
record Phrase(String label, List<Part> parts) {

    /**
     * A part of a phrase.
     *
     * @param choices what may stand there, each as the numbers of its words
     * @param optional whether nothing may stand there
     */
    record Part(List<int[]> choices, boolean optional) {

        int mostWords() {
            return choices.stream().mapToInt(choice -> choice.length).max().orElse(0);
        }
    }

    int mostWords() {
        return parts.stream().mapToInt(Part::mostWords).sum();
    }
}
