package dev.caravan.processors.cache;

import dev.caravan.processors.auth.ForwardableCredential;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.routing.Targets;
import dev.caravan.spi.Operation;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a call asks: who, whom and what. Two calls ask the same when they belong to one project (or one key that has none), ask
 * the same operation of the same targets with the same bytes, and send the same headers of those that change an answer.
 */
record Question(Call call, Principal caller, Operation operation, Targets targets, JsonBody body) {

    /** Headers that providers read, beside those that the configuration lets through. */
    private static final List<String> HEADERS = List.of(
            "anthropic-beta",
            "anthropic-version",
            "openai-beta",
            "openai-organization",
            "openai-project",
            "x-ingate-translate");

    /** The question of a call; null when it has none that can be recognised. */
    static @Nullable Question of(Call call) {
        Principal caller = call.principal();
        Operation operation = call.operation();
        Targets targets = call.targets();
        JsonBody body = call.json();
        if (caller == null || operation == null || targets == null || body == null) {
            return null;
        }
        Question question = new Question(call, caller, operation, targets, body);
        // What a client's own account answers is nobody else's.
        boolean isPrivate =
                question.everyTarget().anyMatch(target -> target.provider().passThroughCredentials());
        return isPrivate ? null : question;
    }

    /** Reads all of the body: work for a worker where that is large. */
    CacheKey key(ForwardableCredential credentials) {
        String project = caller.project();
        KeyDigest digest = new KeyDigest()
                .put(project == null ? "key" : "project")
                .put(project == null ? caller.name() : project)
                .put(operation.name())
                .put(call.model())
                .put(Boolean.toString(call.stream()))
                .put(credentials.query(call.request().query()))
                .put(targetNames())
                .put(body.bytes());
        HttpHeaders headers = call.request().headers();
        for (String name : headerNames()) {
            digest.put(name).put(headers.getAll(name));
        }
        return digest.key();
    }

    /** Everybody who may answer, those included who are asked instead. */
    Stream<Target> everyTarget() {
        return Stream.of(
                        targets.inOrder(),
                        targets.policy().contextWindow(),
                        targets.policy().contentPolicy())
                .flatMap(Collection::stream);
    }

    /** In an order of their own: strategies change theirs from call to call. */
    private Collection<String> targetNames() {
        Collection<String> names = new TreeSet<>();
        everyTarget().forEach(target -> names.add(target.provider().name() + "/" + target.model()));
        return names;
    }

    private Collection<String> headerNames() {
        Collection<String> forwarded = new TreeSet<>();
        everyTarget().forEach(target -> forwarded.addAll(target.provider().forwardHeaders()));
        if (forwarded.isEmpty()) {
            return HEADERS;
        }
        Collection<String> names = new ArrayList<>(HEADERS);
        names.addAll(forwarded);
        return names;
    }
}
