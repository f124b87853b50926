package dev.caravan.processors.agents;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.translation.HeardAnswer;
import dev.caravan.spi.chat.ChatRequest;
import reactor.core.publisher.Mono;

/** Asks a model in the neutral model of chats. */
@FunctionalInterface
public interface Asking {

    /**
     * @param own a call of the gateway's own, with targets; it has an answer when this completes
     * @param heard takes what is answered, while the answer's body is read
     */
    Mono<Void> ask(Call own, ChatRequest request, HeardAnswer heard);
}
