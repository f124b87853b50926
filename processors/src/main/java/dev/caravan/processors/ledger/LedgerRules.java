package dev.caravan.processors.ledger;

/**
 * What is kept of calls through the gateway.
 *
 * @param enabled whether they are recorded
 * @param text what is kept of what was said
 * @param maxBody the most bytes of a body that are kept; a longer one is left out
 */
public record LedgerRules(boolean enabled, KeptText text, int maxBody) {

    /** How much of a body is to be copied: nothing where nothing is kept. */
    int copied() {
        return text == KeptText.NONE ? 0 : maxBody;
    }
}
