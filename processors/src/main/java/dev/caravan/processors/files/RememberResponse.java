package dev.caravan.processors.files;

import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.upstream.FirstPiece;
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
public final class RememberResponse implements AsyncCallStep {

    private static final Logger LOG = LoggerFactory.getLogger(RememberResponse.class);

    private final StoredObjects objects;

    public RememberResponse(StoredObjects objects) {
        this.objects = objects;
    }

    @Override
    public Mono<Void> apply(Call call) {
        Answer answer = call.answer();
        Target target = call.target();
        if (answer == null || target == null || answer.status() != 200 || !isStored(call, target)) {
            return Mono.empty();
        }
        call.answerWith(null);
        call.clock().sentUpstream(System.nanoTime());
        Beginning beginning = new Beginning();
        return FirstPiece.of(answer.body(), beginning::isEnough).flatMap(body -> {
            call.clock().heardFromUpstream(System.nanoTime());
            call.answerWith(answer.withBody(body));
            String id = beginning.id;
            return id == null || !ObjectAccess.isPlain(id)
                    ? Mono.empty()
                    : remember(call, target.provider().name(), id);
        });
    }

    /** A translated answer has an id of the gateway's own making. */
    private static boolean isStored(Call call, Target target) {
        JsonBody json = call.json();
        return json != null
                && json.store()
                && target.provider().provider().operations().contains(Operation.RESPONSES);
    }

    private Mono<Void> remember(Call call, String provider, String id) {
        StoredObject response =
                new StoredObject(StoredKind.RESPONSE, id, provider, StoredObject.owner(Authenticate.caller(call)));
        return objects.add(List.of(response), call.loop())
                .doOnError(failure -> LOG.atWarn()
                        .addKeyValue("provider", provider)
                        .log("a response cannot be remembered: nobody can ask for it later"))
                .onErrorComplete()
                .then();
    }

    /** What has come of one answer, until its id has. */
    private static final class Beginning {

        private @Nullable String id;

        boolean isEnough(ByteBuf come) {
            id = ResponseId.in(come);
            return id != null || come.readableBytes() >= ResponseId.LOOKED_AT;
        }
    }
}
