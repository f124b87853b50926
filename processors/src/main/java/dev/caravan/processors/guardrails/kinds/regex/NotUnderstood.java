package dev.caravan.processors.guardrails.kinds.regex;

/** The reader of extents met syntax that it does not know. */
final class NotUnderstood extends Exception {

    private static final long serialVersionUID = 1L;
}
