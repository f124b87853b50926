package dev.caravan.processors.files;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.files.AnswerJson.Read;
import dev.caravan.processors.routing.Target;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Remembers what the provider has made for the caller before the caller learns of it: what was created, and the files that a
 * batch or an upload has brought about, which belong to whom those belong to. Forgets what was deleted. The answer, one small
 * object, passes as it is. Answers 502 {@code id_taken} when the provider has given an id that is known as somebody else's.
 * Runs after the provider was called.
 */
public final class RememberObjects implements AsyncCallStep {

    /** An object has a few hundred bytes; the metadata of a batch some thousands. */
    private static final int LONGEST_OBJECT = 4 << 20;

    private final StoredObjects objects;
    private final AnswerJson answers;

    public RememberObjects(StoredObjects objects, Workers workers) {
        this.objects = objects;
        this.answers = new AnswerJson(workers);
    }

    @Override
    public Mono<Void> apply(Call call) {
        Answer answer = call.answer();
        Target target = call.target();
        ObjectApi api = ObjectApi.of(call.operation());
        // The answer to a HEAD has no body to learn from, and tells the length of the one that it leaves out.
        boolean isHead = call.request().method().equals("HEAD");
        if (isHead || answer == null || target == null || api == null || answer.status() >= 300) {
            return Mono.empty();
        }
        return answers.read(call, answer, LONGEST_OBJECT)
                .flatMap(read -> remember(call, api, target.provider().name(), read)
                        .then(Mono.fromRunnable(
                                () -> AnswerJson.replace(call, answer, bytes(api, read.bytes(), read.object())))));
    }

    private static byte[] bytes(ObjectApi api, byte[] told, @Nullable ObjectNode object) {
        return object != null && Learnt.keepResultsHere(api, object) ? Json.bytes(object) : told;
    }

    private Mono<Void> remember(Call call, ObjectApi api, String provider, Read read) {
        StoredObject known = call.storedObject();
        if (call.request().method().equals("DELETE")) {
            return known == null ? Mono.empty() : objects.remove(known, call.loop());
        }
        ObjectNode object = read.object();
        boolean created = !call.request().pathVariables().containsKey("id");
        if (object == null || (known == null && !created)) {
            return Mono.empty();
        }
        String owner = known == null ? StoredObject.owner(Authenticate.caller(call)) : known.owner();
        List<StoredObject> learnt = new ArrayList<>(Learnt.files(api, object, provider, owner));
        if (created) {
            learnt.addAll(Learnt.itself(api, object, provider, owner));
        }
        return learnt.isEmpty()
                ? Mono.empty()
                : objects.add(learnt, call.loop()).flatMap(own -> own || !created ? Mono.empty() : taken(provider));
    }

    private static Mono<Void> taken(String provider) {
        return Mono.error(GatewayError.of(
                502, "id_taken", "Provider '%s' has given an id that it had given to somebody else.", provider));
    }
}
