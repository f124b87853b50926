package dev.caravan.processors.context;

/** What is left out of a conversation that is too long. */
public enum ContextStrategy {
    /** Its oldest part. */
    DROP_OLDEST,
    /** Its middle. */
    MIDDLE_OUT,
    /** Its oldest part, of which a model writes a summary. */
    SUMMARIZE
}
