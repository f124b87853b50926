package dev.caravan.processors.translation;

import dev.caravan.processors.call.Answer;
import dev.caravan.spi.Operation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** One call on its way through another dialect. */
public interface Translation {

    /** What the provider is asked. */
    Operation operation();

    /** The model as the provider names it, or null. */
    @Nullable
    String model();

    /** Whether the provider is asked for a stream. */
    boolean stream();

    /** The request's body in the provider's dialect. */
    byte[] body();

    /**
     * Turns the provider's answer, an error too, into the client's dialect.
     *
     * @param raw as it came; its body is subscribed to, here or when the client's answer is
     * @return the answer for the client; a {@link dev.caravan.spi.GatewayError} when it cannot be read. Cancelling it cancels
     *     the body
     */
    Mono<Answer> answer(Answer raw);
}
