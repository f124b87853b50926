package dev.caravan.gateway.observability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.limits.Claim;
import dev.caravan.processors.limits.LimitKind;
import dev.caravan.processors.limits.LimitWindow;
import dev.caravan.processors.limits.MemoryLimits;
import dev.caravan.processors.limits.RateLimit;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.List;
import org.junit.jupiter.api.Test;

class CountedLimitsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final CountedLimits limits = new CountedLimits(new MemoryLimits(System::nanoTime), registry);

    @Test
    void refusalsAreCountedByLimitAndWindow() {
        take(LimitKind.KEY, new RateLimit(1, 0, 0));
        take(LimitKind.KEY, new RateLimit(1, 0, 0));
        take(LimitKind.KEY, new RateLimit(1, 0, 0));
        take(LimitKind.USER, new RateLimit(0, 0, 1));
        take(LimitKind.USER, new RateLimit(0, 0, 1));

        assertThat(count("key", "minute")).isEqualTo(2);
        assertThat(count("user", "concurrent")).isEqualTo(1);
        assertThat(count("provider", "hour")).isZero();
        assertThat(registry.getMeters()).hasSize(LimitKind.values().length * LimitWindow.values().length);
    }

    private void take(LimitKind kind, RateLimit limit) {
        assertThat(limits.take(List.of(Claim.call(kind, "somebody", limit)), ImmediateEventExecutor.INSTANCE)
                        .block())
                .isNotNull();
    }

    private double count(String limit, String window) {
        return registry.get("caravan.limited")
                .tag("limit", limit)
                .tag("window", window)
                .counter()
                .count();
    }
}
