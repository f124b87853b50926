package dev.caravan.gateway.keys;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.spi.wire.Json;
import java.time.Instant;
import reactor.core.publisher.Mono;

/**
 * Ends the key that the path variable {@code id} names, for good and at once, with one that still was good from a rotation;
 * a key that is revoked already stays so. 404 {@code key_not_found}; 409 {@code key_is_configured}.
 */
public final class RevokeKey implements AsyncCallStep {

    private final KeyAdministration keys;

    public RevokeKey(KeyAdministration keys) {
        this.keys = keys;
    }

    @Override
    public Mono<Void> apply(Call call) {
        Administrator administrator = Administrator.of(call);
        String id = KeyAdministration.id(call);
        return keys.answer(call, 200, () -> revoke(administrator, id));
    }

    private ObjectNode revoke(Administrator administrator, String id) {
        Instant now = keys.now();
        keys.change(id, administrator, key -> key.isRevoked() ? key : key.revoked(now));
        return Json.object().put("id", id).put("revoked", true);
    }
}
