package dev.caravan.processors.guardrails;

/** What sort of text a text is. */
enum TextKind {
    /** Said by somebody to somebody. */
    TEXT,
    /**
     * What a model thought. Placeholders stay in it: providers sign thoughts, and want them back as they were.
     */
    THOUGHT,
    /** JSON, such as the arguments of a tool call. */
    JSON
}
