package dev.caravan.gateway.keys;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.auth.ApiKey;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Answers with the key that the path variable {@code id} names, also a revoked one; 404 {@code key_not_found}. */
public final class ReadKey implements AsyncCallStep {

    private final KeyAdministration keys;

    public ReadKey(KeyAdministration keys) {
        this.keys = keys;
    }

    @Override
    public Mono<Void> apply(Call call) {
        Administrator administrator = Administrator.of(call);
        String id = KeyAdministration.id(call);
        return keys.answer(call, 200, () -> read(administrator, id));
    }

    private ObjectNode read(Administrator administrator, String id) {
        Optional<ApiKey> configured = keys.configured(id, administrator);
        if (configured.isPresent()) {
            return KeyJson.of(configured.get());
        }
        return keys.directory()
                .stored(id)
                .filter(key -> administrator.administers(key.spec().principal()))
                .map(key -> KeyJson.of(key, keys.now()))
                .orElseThrow(() -> KeyAdministration.notFound(id));
    }
}
