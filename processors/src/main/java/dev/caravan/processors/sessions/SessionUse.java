package dev.caravan.processors.sessions;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.caravan.spi.wire.Json;

/**
 * What one call does with a session.
 *
 * @param key which one
 * @param isNew whether it begins with this call
 * @param isMissing whether it was looked for, and there is none
 * @param history what was said before, as the messages of OpenAI's chat; not to be changed
 * @param said what the client says now, as it is to be remembered; not to be changed
 * @param remembered whether this call's turn is kept
 */
public record SessionUse(
        SessionKey key, boolean isNew, boolean isMissing, ArrayNode history, ArrayNode said, boolean remembered) {

    /** A session that begins with this call. */
    public static SessionUse begin(SessionKey key) {
        return new SessionUse(key, true, false, Json.array(), Json.array(), false);
    }

    /** A session that goes on. */
    public static SessionUse resume(SessionKey key) {
        return new SessionUse(key, false, false, Json.array(), Json.array(), false);
    }

    /** The same with what was said before. */
    public SessionUse withHistory(ArrayNode before) {
        return new SessionUse(key, isNew, isMissing, before, said, remembered);
    }

    /** The same with what the client says now. */
    public SessionUse saying(ArrayNode now) {
        return new SessionUse(key, isNew, isMissing, history, now, remembered);
    }

    SessionUse missing() {
        return new SessionUse(key, isNew, true, history, said, remembered);
    }

    SessionUse kept() {
        return new SessionUse(key, isNew, isMissing, history, said, true);
    }

    /** Whether there is such a session once the call has ended. */
    public boolean exists() {
        return remembered || !(isNew || isMissing);
    }
}
