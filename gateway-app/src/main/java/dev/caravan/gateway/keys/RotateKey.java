package dev.caravan.gateway.keys;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.auth.FreshKey;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Puts a new key in the place of the one that the path variable {@code id} names, and answers with it: the only time that it
 * is seen. The former key is good for {@code overlap_seconds} more, by default none; a key that was still good from a
 * rotation before ends. 404 {@code key_not_found}; 409 {@code key_is_configured} or {@code key_revoked}.
 */
public final class RotateKey implements AsyncCallStep {

    private static final List<String> KNOWN = List.of("overlap_seconds");
    private static final int LONGEST_OVERLAP = 90 * 24 * 3600;

    private final KeyAdministration keys;
    private final SecureRandom random = new SecureRandom();

    public RotateKey(KeyAdministration keys) {
        this.keys = keys;
    }

    @Override
    public Mono<Void> apply(Call call) {
        Administrator administrator = Administrator.of(call);
        String id = KeyAdministration.id(call);
        return keys.answer(call, 200, body -> rotate(administrator, id, body));
    }

    private ObjectNode rotate(Administrator administrator, String id, ObjectNode body) {
        long overlap = overlap(body);
        Instant now = keys.now();
        FreshKey fresh = FreshKey.create(random);
        StoredKey rotated = keys.change(id, administrator, key -> {
            KeyAdministration.refuseRevoked(key);
            return key.rotated(fresh, now.plusSeconds(overlap));
        });
        return KeyJson.of(rotated, now).put("key", fresh.value().reveal());
    }

    private static long overlap(ObjectNode body) {
        JsonFields fields = new JsonFields("", body, KNOWN);
        boolean none = body.path("overlap_seconds").isIntegralNumber()
                && body.path("overlap_seconds").asLong() == 0;
        return none ? 0 : fields.number("overlap_seconds", LONGEST_OVERLAP);
    }
}
