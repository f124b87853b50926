package dev.caravan.processors.auth;

import java.util.Locale;

/** A part of the gateway that a key may use. */
public enum Scope {
    CHAT,
    INGEST,
    PROXY,
    MODELS,
    MCP,
    ADMIN;

    /** The scope as people write it: {@code chat}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
