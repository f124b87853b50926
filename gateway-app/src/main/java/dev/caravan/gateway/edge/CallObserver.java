package dev.caravan.gateway.edge;

import dev.caravan.processors.call.Call;

/** Is told of every call that ended, good or bad. Runs on the event loop: it must be quick and never block. */
@FunctionalInterface
public interface CallObserver {

    void ended(Call call, CallEnd end);
}
