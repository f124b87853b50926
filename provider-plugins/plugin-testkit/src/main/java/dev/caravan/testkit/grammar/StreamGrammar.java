package dev.caravan.testkit.grammar;

/** The grammar of one dialect's streams, as a state machine that follows the provider's reference to the letter. */
public interface StreamGrammar {

    /**
     * Checks one whole streamed answer.
     *
     * @param stream its bytes
     * @throws AssertionError that names the fault, when it is not of the grammar, or when it ends neither well nor in the
     *     dialect's own error
     */
    void check(byte[] stream);
}
