package dev.caravan.gateway.observability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.gateway.BareCalls;
import dev.caravan.gateway.edge.CallEnd;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.routing.Targets;
import dev.caravan.spi.chat.Usage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class UsageMetricsTest {

    private static final CallEnd END = new CallEnd(200, CallEnd.Outcome.COMPLETE, "", 1, 1, 1);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final UsageMetrics metrics = new UsageMetrics(registry);

    @Test
    void tokensAndCostsAreCountedByProvider() {
        end("openai", Usage.of(100, 20), "0.25");
        end("openai", Usage.of(10, Usage.UNKNOWN), null);
        end("groq", Usage.of(1, 2), "0.5");

        assertThat(tokens("openai", "input")).isEqualTo(110);
        assertThat(tokens("openai", "output")).isEqualTo(20);
        assertThat(tokens("groq", "output")).isEqualTo(2);
        assertThat(registry.get("caravan.cost.usd")
                        .tag("provider", "openai")
                        .counter()
                        .count())
                .isEqualTo(0.25);
    }

    @Test
    void aCallThatUsedNothingMakesNoSeries() {
        end("openai", Usage.NONE, null);

        assertThat(registry.getMeters()).isEmpty();
    }

    private void end(String provider, Usage usage, String cost) {
        Call call = BareCalls.call();
        call.offeredTo(Targets.only(new Target(BareCalls.provider(provider, null), "m")));
        call.spending().used(usage);
        if (cost != null) {
            call.spending().costs(new BigDecimal(cost));
        }
        metrics.ended(call, END);
    }

    private double tokens(String provider, String direction) {
        return registry.get("caravan.tokens")
                .tag("provider", provider)
                .tag("direction", direction)
                .counter()
                .count();
    }
}
