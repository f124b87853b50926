package dev.caravan.spi.chat;

/** Who says a message. */
public enum Role {
    /** Instructions with the highest precedence below the provider's own. */
    SYSTEM,
    /** What OpenAI's newer models call their system messages; the same as {@link #SYSTEM} where a dialect knows only one. */
    DEVELOPER,
    USER,
    ASSISTANT,
    /** The results of tool calls, in dialects that give them a role of their own. */
    TOOL
}
