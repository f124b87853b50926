package dev.caravan.processors.debugging;

import dev.caravan.spi.GatewayError;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Mono;

/** Lets one look into the JVM at a time, as each slows it down. Thread-safe; one for the process. */
public final class OneAtATime {

    private final AtomicBoolean taken = new AtomicBoolean();

    /** The same work, or 409 {@code debugging_busy} when other work goes on. */
    <T> Mono<T> run(Mono<T> work) {
        return Mono.using(this::take, held -> work, held -> taken.set(false));
    }

    private Boolean take() {
        if (!taken.compareAndSet(false, true)) {
            throw GatewayError.of(409, "debugging_busy", "Somebody else looks into the gateway: try again later.");
        }
        return true;
    }
}
