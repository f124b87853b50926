package dev.caravan.processors.evals.kinds;

import dev.caravan.spi.Settings;
import dev.caravan.spi.exchange.Eval;
import dev.caravan.spi.exchange.EvalKind;
import java.time.Duration;

/** How long the exchange took, in milliseconds: {@code at-least}, {@code at-most}. */
public final class LatencyKind implements EvalKind {

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public Eval create(Settings settings) {
        return FigureCheck.read(settings, "The latency", " ms", exchange -> {
            Duration latency = exchange.latency();
            return latency == null ? -1 : latency.toMillis();
        });
    }
}
