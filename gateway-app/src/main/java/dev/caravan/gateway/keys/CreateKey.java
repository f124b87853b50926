package dev.caravan.gateway.keys;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.auth.FreshKey;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;
import reactor.core.publisher.Mono;

/**
 * Makes a key of what the body says, and answers 201 with it: the only time that it is seen. It is good at once. A key of
 * an administrator with a project belongs to that project.
 */
public final class CreateKey implements AsyncCallStep {

    private final KeyAdministration keys;
    private final SecureRandom random = new SecureRandom();

    public CreateKey(KeyAdministration keys) {
        this.keys = keys;
    }

    @Override
    public Mono<Void> apply(Call call) {
        Administrator administrator = Administrator.of(call);
        return keys.answer(call, 201, body -> create(administrator, body));
    }

    private ObjectNode create(Administrator administrator, ObjectNode body) {
        Instant now = keys.now();
        if (administrator.project() != null && !body.hasNonNull("project")) {
            body.put("project", administrator.project());
        }
        KeySpec spec = keys.fields().read(body, now);
        administrator.refuseOther(spec.principal());
        keys.refuseConfiguredName(spec.principal().name());
        FreshKey key = FreshKey.create(random);
        StoredKey stored = keys.directory().create(StoredKey.fresh(id(now), spec, key, now));
        return KeyJson.of(stored, now).put("key", key.value().reveal());
    }

    /** A UUIDv7 (RFC 9562 §5.7): ids sort by the time of their making. */
    private String id(Instant now) {
        long high = now.toEpochMilli() << 16 | 0x7000 | random.nextInt(0x1000);
        long low = random.nextLong() >>> 2 | Long.MIN_VALUE;
        return new UUID(high, low).toString();
    }
}
