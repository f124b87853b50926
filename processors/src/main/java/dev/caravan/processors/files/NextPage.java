package dev.caravan.processors.files;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallClock;
import dev.caravan.processors.call.OwnCalls;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.routing.Targets;
import dev.caravan.spi.Operation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Asks a provider for another page of the list that a call has asked for: a call of the gateway's own, on the same way. */
final class NextPage {

    private final AsyncCallStep callProvider;

    /** @param callProvider asks a call's target */
    NextPage(AsyncCallStep callProvider) {
        this.callProvider = callProvider;
    }

    /**
     * @param query the raw query of that page
     * @return its answer, whose body is to be read
     */
    Mono<Answer> fetch(Call call, Operation operation, Target target, @Nullable String query) {
        return Mono.defer(() -> {
            Call own = call(call, operation, target, query);
            call.clock().sentUpstream(System.nanoTime());
            return callProvider.apply(own).then(Mono.fromSupplier(own::answer)).doFinally(how -> {
                call.clock().heardFromUpstream(System.nanoTime());
                own.end();
            });
        });
    }

    private static Call call(Call call, Operation operation, Target target, @Nullable String query) {
        Call own = OwnCalls.beside(call, call.request().withQuery(query), new CallClock(System.nanoTime()));
        own.asks(operation);
        own.offeredTo(Targets.only(target));
        return own;
    }
}
