package dev.caravan.processors.files;

import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallStep;
import dev.caravan.processors.request.BodyTree;
import dev.caravan.processors.routing.ProviderRegistry;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * Offers a batch that is to be made to the provider that has its input file, which must be the caller's: else 404. A batch
 * without one, or of a file that the gateway does not know and the caller may use nevertheless, goes where any other call of
 * that kind would. Runs after the body was read.
 */
public final class FindInputFile implements AsyncCallStep {

    private static final String FIELD = "input_file_id";

    private final ObjectAccess access;
    private final Holder holder;
    private final CallStep resolveTarget;

    /** @param resolveTarget chooses the provider of a batch without a file that is known */
    public FindInputFile(ObjectAccess access, ProviderRegistry providers, CallStep resolveTarget) {
        this.access = access;
        this.holder = new Holder(providers);
        this.resolveTarget = resolveTarget;
    }

    @Override
    public Mono<Void> apply(Call call) {
        String file = BodyTree.of(call).path(FIELD).textValue();
        if (file == null) {
            resolveTarget.apply(call);
            return Mono.empty();
        }
        return access.find(call, ObjectApi.FILES, file)
                .onErrorMap(GatewayError.class, error -> error.status() == 404 ? error.withParam(FIELD) : error)
                .doOnNext(found -> offer(call, found))
                .then();
    }

    private void offer(Call call, Optional<StoredObject> found) {
        if (found.isPresent()) {
            holder.offer(call, Operation.BATCHES, found.get());
        } else {
            resolveTarget.apply(call);
        }
    }
}
