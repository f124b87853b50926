package dev.caravan.processors.auth;

/** A part of the gateway that a key may use. */
public enum Scope {
    CHAT,
    INGEST,
    PROXY,
    MODELS,
    MCP,
    ADMIN
}
