package dev.caravan.processors.guardrails;

/** Is shown the texts of a body, in order. */
interface TextVisitor {

    /**
     * A text.
     *
     * @return what is to stand in its place; the same object when it is to stay
     */
    String visit(String text, TextKind kind);

    /** The texts that follow belong to the next message. */
    default void message() {}

    /** Whether to empty what spells the texts out once more, such as log probabilities. */
    default boolean dropsSpelled() {
        return false;
    }
}
