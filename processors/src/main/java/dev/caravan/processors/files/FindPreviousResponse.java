package dev.caravan.processors.files;

import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.routing.Targets;
import dev.caravan.spi.GatewayError;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Offers a request that goes on from a stored response to those alone, of whom may serve it, who have that response. It must be
 * the caller's, and theirs: else 400 {@code previous_response_not_found}, as OpenAI says it. Runs when it is known who may serve
 * the call.
 */
public final class FindPreviousResponse implements AsyncCallStep {

    private static final String FIELD = "previous_response_id";

    private final ObjectAccess access;

    public FindPreviousResponse(ObjectAccess access) {
        this.access = access;
    }

    @Override
    public Mono<Void> apply(Call call) {
        JsonBody json = call.json();
        String id = json == null ? null : json.previousResponse();
        if (id == null) {
            return Mono.empty();
        }
        return access.find(call, ObjectApi.RESPONSES, id)
                .onErrorMap(GatewayError.class, error -> error.status() == 404 ? missing(id) : error)
                .doOnNext(found -> found.ifPresent(response -> call.offeredTo(holders(call.targets(), response))))
                .then();
    }

    private static GatewayError missing(String id) {
        return GatewayError.badRequest(
                        "previous_response_not_found", "Previous response with id '%s' not found.", ObjectApi.shown(id))
                .withParam(FIELD);
    }

    private static Targets holders(@Nullable Targets offered, StoredObject response) {
        if (offered == null) {
            throw new IllegalStateException("the target is not resolved yet");
        }
        Predicate<Target> has = target -> target.provider().name().equals(response.provider());
        List<Target> holders = offered.inOrder().stream().filter(has).toList();
        if (holders.isEmpty()) {
            // Another provider may have given the same id to somebody else.
            throw missing(response.id());
        }
        return offered.with(holders).keepingFallbacks(has);
    }
}
