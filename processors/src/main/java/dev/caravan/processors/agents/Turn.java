package dev.caravan.processors.agents;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.ProviderErrors;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.translation.HeardAnswer;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.ChatRequest;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One question to an agent's model, and its answer. Confined to the call's event loop. */
final class Turn {

    private final Call own;
    private final HeardAnswer heard = new HeardAnswer();
    private final Consumer<Call> onEnd;
    private boolean read;
    private boolean ended;

    /**
     * @param own a call of the gateway's own, with targets
     * @param onEnd is told once when the turn is over, however it ends
     */
    Turn(Call own, Consumer<Call> onEnd) {
        this.own = own;
        this.onEnd = onEnd;
    }

    /** Asks. Gives the beginning of the answer, also that of an error. */
    Mono<Answer> ask(Asking asking, ChatRequest request) {
        return Mono.defer(() -> asking.ask(own, request, heard))
                .then(Mono.fromSupplier(this::answer))
                .doOnError(error -> end())
                .doOnCancel(this::end);
    }

    private Answer answer() {
        Answer answer = own.answer();
        if (answer == null) {
            throw new IllegalStateException("the provider left no answer");
        }
        return answer;
    }

    /** The error that the provider has answered with; null when it did not. */
    @Nullable
    GatewayError error() {
        return heard.error();
    }

    /** Who answers. */
    Target target() {
        Target target = own.target();
        if (target == null) {
            throw new IllegalStateException("nobody was asked");
        }
        return target;
    }

    /** Reads the answer: its events as they come, those of one piece together. To be read once. */
    Flux<List<ChatEvent>> events() {
        return Flux.defer(() -> {
            read = true;
            return Flux.from(answer().body())
                    .map(piece -> {
                        piece.release();
                        return heard.take();
                    })
                    .concatWith(Mono.fromSupplier(heard::take))
                    .filter(events -> !events.isEmpty())
                    .onErrorMap(failure ->
                            ProviderErrors.of(failure, target().provider().name()))
                    .doOnTerminate(this::end)
                    // Of one that is cancelled the use is known when its source has been.
                    .doFinally(how -> end());
        });
    }

    /** Nobody reads it any more. */
    void close() {
        Answer answer = own.answer();
        if (!read && answer != null) {
            read = true;
            answer.discard();
        }
        end();
    }

    private void end() {
        if (!ended) {
            ended = true;
            own.end();
            onEnd.accept(own);
        }
    }
}
