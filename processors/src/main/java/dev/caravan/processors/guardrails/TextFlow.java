package dev.caravan.processors.guardrails;

/** One text on its way, in pieces: what goes in comes out, later perhaps, and changed where it has to be. Used on one thread. */
interface TextFlow {

    /**
     * The text goes on.
     *
     * @return what can be let out by now; empty when nothing can
     */
    String grow(String more);

    /**
     * The text is complete.
     *
     * @return what was held back
     */
    String end();

    /** Another text, of which all is known. The same object when nothing in it was changed. */
    default String whole(String text) {
        return grow(text) + end();
    }
}
