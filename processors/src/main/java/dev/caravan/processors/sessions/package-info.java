/**
 * Conversations that the gateway remembers, so that a client sends only what is new. {@code RecallSession} looks one up before
 * the provider is called, {@code RememberSession} adds the call's turn to it when it has gone well; where they are kept is a
 * {@link dev.caravan.processors.sessions.SessionStore}.
 */
@NullMarked
package dev.caravan.processors.sessions;

import org.jspecify.annotations.NullMarked;
