package dev.caravan.processors.guardrails.kinds.pii;

/** The form in which a number is written, tried at the beginning of a word. */
interface NumberForm {

    /** The text is not of this form. */
    int NONE = -1;

    /** The text ended before it was known. */
    int OPEN = -2;

    /**
     * Reads the form.
     *
     * @return where the number ends, or {@link #NONE} or {@link #OPEN}. It reads no more than {@link #LONGEST} characters
     */
    int end(String text, int start);

    /** How many digits it begins with at least, separators between them left out. */
    int leadingDigits();

    /** What is found. */
    String label();

    /** No form is longer than this many characters, with its separators. */
    int LONGEST = 80;
}
