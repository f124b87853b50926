package dev.caravan.processors.call;

/** A step of a route that does its work at once. It runs on the call's event loop and never blocks. */
@FunctionalInterface
public interface CallStep {

    /**
     * Reads the call, and may add to it.
     *
     * @throws dev.caravan.spi.GatewayError to turn the call away; no later step runs
     */
    void apply(Call call);
}
