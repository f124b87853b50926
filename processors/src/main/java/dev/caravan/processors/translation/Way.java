package dev.caravan.processors.translation;

import dev.caravan.spi.Operation;

/** How a provider serves an operation. */
public sealed interface Way {

    /** As it was asked, byte for byte. */
    record AsAsked() implements Way {}

    /**
     * By another operation that does the same.
     *
     * @param operation what the provider is asked
     */
    record ByTranslation(Operation operation) implements Way {}

    /** The gateway does it by itself: it counts tokens. */
    record ByTheGateway() implements Way {}
}
