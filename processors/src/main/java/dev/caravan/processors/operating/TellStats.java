package dev.caravan.processors.operating;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.spi.wire.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Answers with what the gateway has done since its start and how it does, as JSON: one field for each part of it. */
public final class TellStats implements AsyncCallStep {

    private final Map<String, Supplier<JsonNode>> parts;
    private final Scheduler workers;

    /**
     * @param parts what each part tells now, by the field's name, in order; called on the workers
     * @param workers threads that may be kept busy
     */
    public TellStats(Map<String, Supplier<JsonNode>> parts, Scheduler workers) {
        this.parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
        this.workers = workers;
    }

    @Override
    public Mono<Void> apply(Call call) {
        return Mono.fromSupplier(this::json)
                .subscribeOn(workers)
                .publishOn(Schedulers.fromExecutor(call.loop()))
                .doOnNext(json -> call.answerWith(Answer.json(200, json)))
                .then();
    }

    private byte[] json() {
        ObjectNode stats = Json.object();
        parts.forEach((name, part) -> stats.set(name, part.get()));
        return Json.bytes(stats);
    }
}
