package dev.caravan.processors.call;

import reactor.core.publisher.Mono;

/** A step of a route that waits for something: an upstream, a store, the request's body. It never blocks. */
@FunctionalInterface
public interface AsyncCallStep {

    /**
     * Starts the work on the call's event loop.
     *
     * @return completes, on that same event loop, when the next step may run; {@link Mono#empty()} itself when there was
     *     nothing to wait for. An error, also one thrown, turns the call away as in {@link CallStep#apply}
     */
    Mono<Void> apply(Call call);
}
