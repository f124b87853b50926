package dev.caravan.processors.sessions;

import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import reactor.core.publisher.Mono;

/** Where sessions are kept; several gateways may share one. Thread-safe, never blocks an event loop. */
public interface SessionStore {

    /**
     * A session's turns, oldest first.
     *
     * @param loop where they, or an error, are told
     * @return empty when there is no such session, or not any more
     */
    Mono<List<Turn>> load(SessionKey key, EventExecutor loop);

    /**
     * Adds a turn at a session's end, drops what is too much then, and lets the session live on. Of two turns that are added at
     * once none is lost. A session that does not exist begins with this turn.
     *
     * @param loop where the end, or an error, is told
     */
    Mono<Void> append(SessionKey key, Turn turn, SessionRules rules, EventExecutor loop);
}
