package dev.caravan.processors.spans;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.Workers;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import reactor.core.publisher.Mono;

/** What the steps that answer with spans have in common: they look on a worker, and cut what was found into pages. */
final class SpanPages {

    private final Workers workers;

    SpanPages(Workers workers) {
        this.workers = workers;
    }

    /** Answers 200 with what the work makes; it may block. */
    Mono<Void> answer(Call call, Supplier<ObjectNode> work) {
        return workers.compute(call.loop(), () -> Json.bytes(work.get()), () -> {})
                .doOnNext(json -> call.answerWith(Answer.json(200, json)))
                .then();
    }

    /**
     * Puts a page into an object: its entries under a name, {@code has_more}, and {@code last_id}, after which the next page
     * begins.
     *
     * @param key of an entry, by which pages are turned
     */
    static <T> void put(
            ObjectNode json,
            String name,
            List<T> page,
            boolean hasMore,
            ToLongFunction<T> key,
            Function<T, ObjectNode> rendered) {
        ArrayNode entries = json.putArray(name);
        page.forEach(entry -> entries.add(rendered.apply(entry)));
        end(json, page, hasMore, key);
    }

    /** Says where the next page begins. */
    static <T> void end(ObjectNode json, List<T> page, boolean hasMore, ToLongFunction<T> key) {
        json.put("has_more", hasMore);
        json.put("last_id", page.isEmpty() ? null : Long.toString(key.applyAsLong(page.get(page.size() - 1))));
    }

    /** The same of groups that were looked for with one more than the limit. */
    static void putGroups(
            ObjectNode json, String name, List<SpanGroup> found, int limit, Function<SpanGroup, ObjectNode> rendered) {
        boolean hasMore = found.size() > limit;
        put(json, name, hasMore ? found.subList(0, limit) : found, hasMore, SpanGroup::key, rendered);
    }

    static GatewayError notFound(String what) {
        return GatewayError.of(404, what + "_not_found", "There is no such %s.", what);
    }
}
