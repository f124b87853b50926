package dev.caravan.processors.guardrails;

/** What is done when a guardrail finds something. */
public enum GuardrailAction {
    /** The call is refused. */
    BLOCK(GuardrailOutcome.BLOCKED),
    /** What was found is replaced. */
    REDACT(GuardrailOutcome.REDACTED),
    /** The answer's head says so. */
    WARN(GuardrailOutcome.WARNED),
    /** It is counted, and nobody notices. */
    SHADOW(GuardrailOutcome.SHADOWED);

    private final GuardrailOutcome outcome;

    GuardrailAction(GuardrailOutcome outcome) {
        this.outcome = outcome;
    }

    /** What came of a call in which something was found. */
    GuardrailOutcome outcome() {
        return outcome;
    }

    /** Whether texts wait for it. */
    boolean enforces() {
        return this == BLOCK || this == REDACT;
    }
}
