package dev.caravan.gateway.observability;

import dev.caravan.gateway.edge.CallEnd;
import dev.caravan.gateway.edge.CallObserver;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.routing.Target;
import dev.caravan.spi.chat.Usage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the tokens that calls have used, and what they have cost, by provider. Models are named by clients: they are no label. */
public final class UsageMetrics implements CallObserver {

    private final MeterRegistry registry;
    private final Map<String, Meters> known = new ConcurrentHashMap<>();

    public UsageMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void ended(Call call, CallEnd end) {
        Usage usage = call.spending().usage();
        Target target = call.target();
        if (target == null || usage.equals(Usage.NONE)) {
            return;
        }
        String provider = target.provider().name();
        Meters meters = known.get(provider);
        if (meters == null) {
            meters = known.computeIfAbsent(provider, this::create);
        }
        meters.input.increment((double) Math.max(0, usage.input()));
        meters.output.increment((double) Math.max(0, usage.output()));
        BigDecimal cost = call.spending().cost();
        if (cost != null) {
            meters.cost.increment(cost.doubleValue());
        }
    }

    private Meters create(String provider) {
        return new Meters(
                tokens(provider, "input"),
                tokens(provider, "output"),
                Counter.builder("caravan.cost.usd")
                        .description("What calls have cost by the price lists, in USD")
                        .tag("provider", provider)
                        .register(registry));
    }

    private Counter tokens(String provider, String direction) {
        return Counter.builder("caravan.tokens")
                .description("Tokens that calls have used, as providers tell, or as was guessed where they did not")
                .tag("provider", provider)
                .tag("direction", direction)
                .register(registry);
    }

    private record Meters(Counter input, Counter output, Counter cost) {}
}
