package dev.caravan.processors.guardrails;

import java.util.Locale;

/** What came of a guardrail that did not just let a call pass. */
public enum GuardrailOutcome {
    BLOCKED,
    REDACTED,
    WARNED,
    SHADOWED,
    /** The guardrail itself broke, or took too long. */
    FAILED;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** For metrics and records. */
    public String word() {
        return word;
    }
}
