package dev.caravan.processors.auth;

import java.util.Locale;
import java.util.Set;

/** What a key may do at most. */
public enum Role {
    /** Everything. */
    ADMIN,
    /** Calls and ingestion. */
    MEMBER,
    /** GET only. */
    READ_ONLY;

    /** The role as people write it: {@code read-only}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What a key of this role may use when nobody says. */
    public Set<Scope> usualScopes() {
        return switch (this) {
            case ADMIN -> Set.of(Scope.values());
            case MEMBER -> Set.of(Scope.CHAT, Scope.MODELS, Scope.PROXY, Scope.INGEST, Scope.MCP);
            case READ_ONLY -> Set.of(Scope.MODELS);
        };
    }
}
