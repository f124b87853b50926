package dev.caravan.gateway.observability;

import dev.caravan.gateway.edge.CallEnd;
import dev.caravan.gateway.edge.CallObserver;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.routing.Target;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Counts and times calls. The labels come from small sets: the route's pattern, the provider's configured name, the status and
 * the outcome. What a client sends (paths, models, users) never becomes a label.
 */
public final class CallMetrics implements CallObserver {

    private final MeterRegistry registry;
    private final Map<Labels, Meters> known = new ConcurrentHashMap<>();

    public CallMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void ended(Call call, CallEnd end) {
        Target target = call.target();
        String provider = target == null ? "none" : target.provider().name();
        Labels labels = new Labels(call.route(), provider, end.status(), end.outcome());
        Meters meters = known.get(labels);
        if (meters == null) {
            meters = known.computeIfAbsent(labels, this::create);
        }
        meters.duration.record(end.durationNanos(), TimeUnit.NANOSECONDS);
        meters.overhead.record(end.overheadNanos(), TimeUnit.NANOSECONDS);
    }

    private Meters create(Labels labels) {
        Timer duration = Timer.builder("caravan.calls")
                .description("Calls, from the request's head to the answer's end")
                .tag("route", labels.route)
                .tag("provider", labels.provider)
                .tag("status", Integer.toString(labels.status))
                .tag("outcome", labels.outcome.word())
                .serviceLevelObjectives(
                        Duration.ofMillis(10),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(2))
                .register(registry);
        Timer overhead = Timer.builder("caravan.overhead")
                .description("Time that the gateway itself took until the answer's head")
                .tag("route", labels.route)
                .serviceLevelObjectives(
                        Duration.ofNanos(100_000),
                        Duration.ofNanos(500_000),
                        Duration.ofMillis(1),
                        Duration.ofMillis(5),
                        Duration.ofMillis(25))
                .register(registry);
        return new Meters(duration, overhead);
    }

    private record Labels(String route, String provider, int status, CallEnd.Outcome outcome) {}

    private record Meters(Timer duration, Timer overhead) {}
}
