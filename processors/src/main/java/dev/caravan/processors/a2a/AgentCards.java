package dev.caravan.processors.a2a;

import io.netty.util.concurrent.EventExecutor;
import reactor.core.publisher.Mono;

/** Finds what agents say of themselves. Thread-safe; never blocks. */
public interface AgentCards {

    /**
     * An agent's own card.
     *
     * @param loop the event loop that asks; the card is told on it
     * @return {@link dev.caravan.spi.GatewayError} 502 or 504 when there is none to be had
     */
    Mono<AgentCard> card(EventExecutor loop, A2aAgent agent);
}
