package dev.caravan.spi.guard;

import java.util.List;

/**
 * Finds places in a text. Runs on an event loop: it never blocks, and its time grows in proportion to the text's length,
 * whatever the text.
 */
public non-sealed interface TextScanner extends Guardrail {

    /**
     * All places that are to be acted upon.
     *
     * @param text a text, or the part of a longer one that is known by now; of a streamed text, what was decided before is not
     *     in it any more, but for a little of its end
     * @return in the order of their starts, none overlapping another
     */
    List<Finding> scan(String text);

    /**
     * How many characters at the end of a text may yet become part of a finding, or of a longer one, when more text follows.
     * While a text is streamed these are held back until it is known. The gateway holds back no more than its window, so a
     * larger figure does no harm; too small a figure lets a split target through.
     *
     * @return from 0 to the text's length
     */
    int undecided(String text);
}
