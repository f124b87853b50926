package dev.caravan.processors.auth;

import java.util.Optional;

/** The keys of the gateway as they are at this moment. Thread-safe, never blocks: it is asked for every call. */
public interface Keys {

    /** Whom the presented key stands for; empty when it is unknown, disabled, revoked or expired. */
    Optional<Principal> principal(String presented);

    /** Whether that text is a key of the gateway, be it good or not: no such text ever goes upstream. */
    boolean holds(String text);
}
