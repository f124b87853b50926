package dev.caravan.processors.files;

import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallStep;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.routing.Target;
import dev.caravan.spi.Operation;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Remembers whose a response is that the provider stores, before the caller has its id. The answer passes as it is, also where it
 * cannot be remembered: then nobody but an admin can ask for it later. Runs after the provider was called.
 */
public final class RememberResponse implements CallStep {

    private static final Logger LOG = LoggerFactory.getLogger(RememberResponse.class);

    private final StoredObjects objects;

    public RememberResponse(StoredObjects objects) {
        this.objects = objects;
    }

    @Override
    public void apply(Call call) {
        Answer answer = call.answer();
        Target target = call.target();
        if (answer != null && target != null && answer.status() == 200 && isStored(call, target)) {
            String provider = target.provider().name();
            call.answerWith(answer.withBody(new RememberedBody(answer.body(), id -> remember(call, provider, id))));
        }
    }

    /** A translated answer has an id of the gateway's own making. */
    private static boolean isStored(Call call, Target target) {
        JsonBody json = call.json();
        return json != null
                && json.store()
                && target.provider().provider().operations().contains(Operation.RESPONSES);
    }

    private Mono<Void> remember(Call call, String provider, String id) {
        if (!ObjectAccess.isId(id)) {
            return cannot(provider);
        }
        StoredObject response =
                new StoredObject(StoredKind.RESPONSE, id, provider, StoredObject.owner(Authenticate.caller(call)));
        return objects.add(List.of(response), call.loop()).then().onErrorResume(failure -> cannot(provider));
    }

    private static Mono<Void> cannot(String provider) {
        return Mono.fromRunnable(() -> LOG.atWarn()
                .addKeyValue("provider", provider)
                .log("a response cannot be remembered: nobody can ask for it later"));
    }
}
