package dev.caravan.processors.ledger;

/** What the ledger keeps of what was said. */
public enum KeptText {
    /** Bodies and texts as they were. */
    FULL,
    /** Bodies and texts without what looks like personal data or a secret. */
    REDACTED,
    /** Neither bodies nor texts: who, when, how much. */
    NONE
}
