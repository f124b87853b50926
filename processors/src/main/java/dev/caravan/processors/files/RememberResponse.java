package dev.caravan.processors.files;

import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallStep;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.call.WaitingBody;
import dev.caravan.processors.routing.Target;
import dev.caravan.spi.Operation;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
            Passing passing = new Passing(call, target.provider().name());
            call.answerWith(answer.withBody(new WaitingBody(answer.body(), passing)));
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

    /** Looks for the id in an answer; the piece in which it has come waits until it is remembered. */
    private final class Passing implements WaitingBody.Watcher {

        private final Call call;
        private final String provider;
        private final ResponseId id = new ResponseId();
        private boolean over;

        Passing(Call call, String provider) {
            this.call = call;
            this.provider = provider;
        }

        @Override
        public @Nullable Mono<Void> sees(ByteBuf piece) {
            if (over) {
                return null;
            }
            String found = id.sees(piece);
            over = found != null || id.isOver();
            return found == null ? null : remember(call, provider, found);
        }
    }
}
