package dev.caravan.processors.files;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.request.BodyTree;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import reactor.core.publisher.Mono;

/**
 * Turns away a request whose body names a file of somebody else's: 404, in the words of OpenAI's API. Files that the gateway does
 * not know pass, since models name files of their own making in answers that come back as history. Nothing is looked at while no
 * file is known at all. Runs after the body was read.
 */
public final class CheckFiles implements AsyncCallStep {

    private final StoredObjects objects;
    private final Workers workers;

    /** @param workers read large bodies */
    public CheckFiles(StoredObjects objects, Workers workers) {
        this.objects = objects;
        this.workers = workers;
    }

    @Override
    public Mono<Void> apply(Call call) {
        JsonBody json = call.json();
        if (json == null || objects.isWithoutFiles() || ObjectAccess.seesAll(Authenticate.caller(call))) {
            return Mono.empty();
        }
        ByteBuf bytes = json.bytes();
        if (bytes.readableBytes() <= Workers.LARGE) {
            return FileMentions.areLikelyIn(bytes) ? check(call, FileMentions.in(BodyTree.of(call))) : Mono.empty();
        }
        bytes.retain();
        return workers.compute(call.loop(), () -> FileMentions.areLikelyIn(bytes), bytes::release)
                .filter(Boolean::booleanValue)
                .flatMap(likely -> BodyTree.of(call, workers))
                .flatMap(tree -> mentions(call, tree))
                .flatMap(ids -> check(call, ids));
    }

    private Mono<Set<String>> mentions(Call call, ObjectNode tree) {
        return workers.compute(call.loop(), () -> FileMentions.in(tree), () -> {});
    }

    private Mono<Void> check(Call call, Set<String> ids) {
        if (ids.isEmpty()) {
            return Mono.empty();
        }
        Principal caller = Authenticate.caller(call);
        return objects.find(StoredKind.FILE, ids, call.loop())
                .doOnNext(known -> refuseOthers(known, caller))
                .then();
    }

    private static void refuseOthers(List<StoredObject> known, Principal caller) {
        Map<String, List<StoredObject>> byId = new HashMap<>();
        known.forEach(object ->
                byId.computeIfAbsent(object.id(), id -> new ArrayList<>(1)).add(object));
        byId.forEach((id, rows) -> {
            if (ObjectAccess.own(rows, caller) == null) {
                throw ObjectApi.FILES.missing(id).withParam("file_id");
            }
        });
    }
}
