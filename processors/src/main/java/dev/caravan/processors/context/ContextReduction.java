package dev.caravan.processors.context;

import reactor.core.publisher.Mono;

/** Makes a call's request shorter when its provider has found it too long. */
@FunctionalInterface
public interface ContextReduction {

    /**
     * Leaves out about half of the conversation.
     *
     * @return false when there is nothing to leave out; told on the call's event loop
     */
    Mono<Boolean> reduce();
}
