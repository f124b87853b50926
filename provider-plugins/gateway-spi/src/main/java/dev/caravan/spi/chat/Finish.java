package dev.caravan.spi.chat;

import org.jspecify.annotations.Nullable;

/**
 * Why an answer ended.
 *
 * @param stopSequence the sequence that ended it, or null
 * @param raw the provider's own word, or null where the reason says it all
 */
public record Finish(Reason reason, @Nullable String stopSequence, @Nullable String raw) {

    /** Why. */
    public enum Reason {
        /** The model was done. */
        STOP,
        /** One of the client's stop sequences. */
        STOP_SEQUENCE,
        /** The most tokens that the client allowed. */
        LENGTH,
        /** The model's context window is full. */
        CONTEXT_WINDOW,
        /** Tools are to be called. */
        TOOL_CALLS,
        /** A filter of the provider's. */
        CONTENT_FILTER,
        /** The model declined. */
        REFUSAL,
        /** The provider paused a long turn; the client may send it back to go on. */
        PAUSE,
        /** Something went wrong. */
        ERROR,
        /** A word that has no neutral meaning. */
        OTHER
    }

    public Finish(Reason reason) {
        this(reason, null, null);
    }
}
