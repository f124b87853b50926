package dev.caravan.processors.guardrails;

import dev.caravan.spi.guard.Side;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts what guardrails do, once for each call and side. Thread-safe. */
public final class GuardrailMetrics {

    private final MeterRegistry registry;
    private final Map<Labels, Counter> known = new ConcurrentHashMap<>();

    private record Labels(String guardrail, Side side, GuardrailOutcome outcome) {}

    public GuardrailMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void count(GuardrailResult result) {
        Labels labels = new Labels(result.guardrail(), result.side(), result.outcome());
        Counter counter = known.get(labels);
        if (counter == null) {
            counter = known.computeIfAbsent(labels, this::create);
        }
        counter.increment();
    }

    private Counter create(Labels labels) {
        return Counter.builder("caravan.guardrails")
                .description("Calls in which a guardrail found something, or failed")
                .tag("guardrail", labels.guardrail)
                .tag("side", labels.side.name().toLowerCase(Locale.ROOT))
                .tag("outcome", labels.outcome.word())
                .register(registry);
    }
}
