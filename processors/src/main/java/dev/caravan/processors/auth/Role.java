package dev.caravan.processors.auth;

/** What a key may do at most. */
public enum Role {
    /** Everything. */
    ADMIN,
    /** Calls and ingestion. */
    MEMBER,
    /** GET only. */
    READ_ONLY
}
