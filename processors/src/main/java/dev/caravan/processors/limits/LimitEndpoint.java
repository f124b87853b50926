package dev.caravan.processors.limits;

import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.endpoints.EndpointCall;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Keeps the calls of a project's endpoint within its limit: 429 {@code rate_limit_exceeded}. Runs when the endpoint is known,
 * which the body may name, and leaves calls of none alone.
 */
public final class LimitEndpoint implements AsyncCallStep {

    private final LimitStore store;

    public LimitEndpoint(LimitStore store) {
        this.store = store;
    }

    @Override
    public Mono<Void> apply(Call call) {
        EndpointCall endpoint = call.endpoint();
        if (endpoint == null || !endpoint.endpoint().limit().limitsCalls()) {
            return Mono.empty();
        }
        Claim claim = Claim.call(
                LimitKind.ENDPOINT, endpoint.name(), endpoint.endpoint().limit());
        return new Admission(call, store, TokenUse.NOTHING)
                .take(List.of(claim))
                .flatMap(refused -> Mono.error(refused.error()));
    }
}
