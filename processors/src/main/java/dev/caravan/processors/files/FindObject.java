package dev.caravan.processors.files;

import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallStep;
import dev.caravan.processors.request.PercentEncoding;
import dev.caravan.processors.routing.ProviderRegistry;
import dev.caravan.processors.routing.SafePath;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * Finds out who has what the path's {@code {id}} names, and offers the call to that provider alone. Answers 404, in the words
 * of the API, when it is not the caller's, without asking anybody; 400 {@code invalid_path} for a path that is not safe. An id
 * that the gateway has not seen being made is asked of the provider that any other call of that kind would go to, where the
 * caller may use it at all.
 */
public final class FindObject implements AsyncCallStep {

    private final Function<Call, ObjectApi> api;
    private final ObjectAccess access;
    private final Holder holder;
    private final CallStep resolveTarget;

    /**
     * @param api the API that a call means
     * @param resolveTarget chooses the provider of an unknown id
     */
    public FindObject(
            Function<Call, ObjectApi> api, ObjectAccess access, ProviderRegistry providers, CallStep resolveTarget) {
        this.api = api;
        this.access = access;
        this.holder = new Holder(providers);
        this.resolveTarget = resolveTarget;
    }

    @Override
    public Mono<Void> apply(Call call) {
        SafePath.check(call.request().path());
        SafePath.check("/" + call.request().pathVariables().getOrDefault("*", ""));
        ObjectApi asked = api.apply(call);
        call.asks(asked.operation());
        String written = call.request().pathVariables().getOrDefault("id", "");
        String id = PercentEncoding.decode(written);
        return access.find(call, asked, id == null ? written : id)
                .doOnNext(found -> offer(call, asked, found))
                .then();
    }

    private void offer(Call call, ObjectApi asked, Optional<StoredObject> found) {
        if (found.isEmpty()) {
            resolveTarget.apply(call);
            return;
        }
        call.concerns(found.get());
        holder.offer(call, asked.operation(), found.get());
    }
}
