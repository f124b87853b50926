package dev.caravan.processors.guardrails.kinds.text;

/** One of the things that a scanner looks for. Thread-safe; its time grows in proportion to the text's length. */
public interface Search {

    /** Adds the places of such things. */
    void find(String text, Findings into);

    /**
     * Where the first thing begins that more text may yet bring about or lengthen; the text's length when there is none. What
     * is found before that place stays as it is, whatever follows.
     */
    int open(String text);
}
