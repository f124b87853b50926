package dev.caravan.gateway.observability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.gateway.edge.CallEnd;
import dev.caravan.gateway.edge.CallObserver;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.routing.Target;
import dev.caravan.spi.wire.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What calls have come to since the start, by provider and model, for whoever looks at a gateway without a monitoring system.
 * It tells of models and providers, never of who calls or of what is said. Clients name models: one has a line of its own when
 * its provider has answered for it, and there are only so many lines; the calls of all others are counted together.
 */
public final class CallStats implements CallObserver {

    /** Stands for the models that have no line of their own. */
    static final String OTHERS = "(other)";

    private static final int MOST_MODELS = 500;
    private static final int LONGEST_NAME = 200;

    private final InstantSource clock;
    private final Instant started;
    private final LongAdder refused = new LongAdder();
    private final Map<Model, CallTally> byModel = new ConcurrentHashMap<>();

    private record Model(String provider, String name) {}

    public CallStats(InstantSource clock) {
        this.clock = clock;
        this.started = clock.instant();
    }

    @Override
    public void ended(Call call, CallEnd end) {
        Target target = call.target();
        boolean failed = end.status() >= 400 || end.outcome() == CallEnd.Outcome.BROKEN;
        if (target != null) {
            tally(target, failed).count(call.spending().usage(), failed, end.durationNanos());
        } else if (failed) {
            refused.increment();
        }
    }

    private CallTally tally(Target target, boolean failed) {
        String provider = target.provider().name();
        String name = target.model();
        Model model = new Model(provider, name == null ? OTHERS : name);
        CallTally known = byModel.get(model);
        if (known != null) {
            return known;
        }
        boolean ownLine = name != null && !failed && name.length() <= LONGEST_NAME && byModel.size() < MOST_MODELS;
        return byModel.computeIfAbsent(ownLine ? model : new Model(provider, OTHERS), unknown -> new CallTally());
    }

    /** All calls together, and how long the gateway has run. */
    public JsonNode calls() {
        CallTally all = new CallTally();
        byModel.values().forEach(all::add);
        ObjectNode calls = Json.object();
        calls.put("since", started.toString());
        calls.put("uptime_seconds", Duration.between(started, clock.instant()).toSeconds());
        calls.put("refused", refused.sum());
        return all.tell(calls);
    }

    /** A line for each provider. */
    public JsonNode providers() {
        Map<String, CallTally> byProvider = new TreeMap<>();
        byModel.forEach((model, tally) -> byProvider
                .computeIfAbsent(model.provider, unknown -> new CallTally())
                .add(tally));
        ArrayNode lines = Json.array();
        byProvider.forEach((provider, tally) -> tally.tell(lines.addObject().put("provider", provider)));
        return lines;
    }

    /** A line for each model of a provider. */
    public JsonNode models() {
        Map<String, Map<String, CallTally>> sorted = new TreeMap<>();
        byModel.forEach((model, tally) -> sorted.computeIfAbsent(model.provider, unknown -> new TreeMap<>())
                .put(model.name, tally));
        ArrayNode lines = Json.array();
        sorted.forEach((provider, models) -> models.forEach((name, tally) ->
                tally.tell(lines.addObject().put("provider", provider).put("model", name))));
        return lines;
    }
}
