package dev.caravan.gateway.mcp;

import java.time.Instant;

/**
 * How the connection to a server does.
 *
 * @param state what it is
 * @param since when it came to that
 * @param tools how many tools of the server may be used now
 */
record McpStatus(State state, Instant since, int tools) {

    enum State {
        /** Its tools can be called. */
        CONNECTED,
        /** The first attempt, at the start or after a loss, has come to nothing yet. */
        CONNECTING,
        /** It could not be connected; that is tried again after a pause. */
        DOWN
    }
}
