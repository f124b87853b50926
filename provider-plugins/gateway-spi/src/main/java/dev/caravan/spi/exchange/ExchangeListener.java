package dev.caravan.spi.exchange;

/**
 * Is told of exchanges after the ledger has committed them, one after the other, on a thread of its own: it may block. While it is
 * slow others wait in a bounded queue; what does not fit is dropped and counted. What it throws is logged.
 */
public interface ExchangeListener extends AutoCloseable {

    /** An exchange is in the ledger. Each comes once, while the gateway lives; after a crash some may not come. */
    void committed(RecordedExchange exchange);

    /** It is not needed any more. */
    @Override
    default void close() {}
}
