package dev.caravan.gateway.keys;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import java.time.Instant;
import reactor.core.publisher.Mono;

/**
 * Changes what the body says of the key that the path variable {@code id} names, and answers with the key as it is now. What
 * the body does not name stays; null takes a restriction away. 404 {@code key_not_found}; 409 {@code key_is_configured},
 * {@code key_revoked} or {@code name_taken}.
 */
public final class ChangeKey implements AsyncCallStep {

    private final KeyAdministration keys;

    public ChangeKey(KeyAdministration keys) {
        this.keys = keys;
    }

    @Override
    public Mono<Void> apply(Call call) {
        Administrator administrator = Administrator.of(call);
        String id = KeyAdministration.id(call);
        return keys.answer(call, 200, body -> change(administrator, id, body));
    }

    private ObjectNode change(Administrator administrator, String id, ObjectNode body) {
        Instant now = keys.now();
        StoredKey changed = keys.change(id, administrator, key -> {
            KeyAdministration.refuseRevoked(key);
            KeySpec spec = keys.fields().patched(key.spec(), body, now);
            administrator.refuseOther(spec.principal());
            if (!spec.principal().name().equals(key.name())) {
                keys.refuseConfiguredName(spec.principal().name());
            }
            return key.with(spec);
        });
        return KeyJson.of(changed, now);
    }
}
