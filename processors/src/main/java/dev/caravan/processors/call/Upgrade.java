package dev.caravan.processors.call;

import io.netty.channel.Channel;

/**
 * What a client's connection becomes after an answer 101 (RFC 9110 §7.8). Every method is called on the call's event loop;
 * either {@link #takeOver} is called once, or {@link #discard}.
 */
public interface Upgrade {

    /** How it went. */
    enum Ending {
        /** One of both sides has said goodbye. */
        COMPLETE,
        /** The client's connection broke. */
        CLIENT_GONE,
        /** Whoever the client was connected to is gone. */
        BROKEN
    }

    /**
     * The answer's head is written, and the channel speaks no HTTP any more. It belongs to the upgrade, which adds its handlers,
     * asks it to read (nothing else does), and closes it in the end. The call ends when it is closed.
     */
    void takeOver(Channel client);

    /** Nobody will take the answer: what it holds is let go. */
    void discard();

    /** The gateway shuts down: the client is told, and the channel closed soon. */
    void goAway();

    /** How it went; known when the channel is closed. */
    Ending ending();

    /** How much the client was sent, in bytes of contents. */
    long bytes();
}
