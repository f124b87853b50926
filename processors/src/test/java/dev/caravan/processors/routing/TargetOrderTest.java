package dev.caravan.processors.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.auth.TestKeys;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.pricing.ModelRegistry;
import dev.caravan.processors.request.TestCall;
import dev.caravan.processors.routing.Alias.Weighted;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TargetOrderTest {

    private final Target a = new Target(TestProvider.plain("a"), "m");
    private final Target b = new Target(TestProvider.plain("b"), "m");
    private final Target c = new Target(TestProvider.plain("c"), "m");
    private final TargetHealth health = new TargetHealth();
    private final Deque<Double> chances = new ArrayDeque<>();
    private final TargetOrder order = new TargetOrder(health, ModelRegistry.EMPTY, chances::remove);

    @Test
    void fallbackKeepsTheOrderOfTheConfiguration() {
        assertThat(ordered(Strategy.FALLBACK)).containsExactly(a, b, c);
    }

    @Test
    void roundRobinBeginsEachCallWithTheNext() {
        assertThat(List.of(
                        ordered(Strategy.ROUND_ROBIN).get(0),
                        ordered(Strategy.ROUND_ROBIN).get(0),
                        ordered(Strategy.ROUND_ROBIN).get(0),
                        ordered(Strategy.ROUND_ROBIN).get(0)))
                .containsExactly(a, b, c, a);
    }

    @Test
    void weightsDecideWhereChanceFalls() {
        // Of 1 + 2 + 1: the first quarter is a's, then come b's two, then c's.
        chances.addAll(List.of(0.24, 0.0, 0.0));
        assertThat(ordered(Strategy.WEIGHTED)).startsWith(a);
        chances.clear();
        chances.addAll(List.of(0.26, 0.0, 0.0));
        assertThat(ordered(Strategy.WEIGHTED)).startsWith(b);
        chances.clear();
        chances.addAll(List.of(0.76, 0.99, 0.0));
        assertThat(ordered(Strategy.WEIGHTED)).containsExactly(c, b, a);
    }

    @Test
    void theFastestComesFirstAndTheUntriedBeforeIt() {
        health.of(a, ResilienceRules.DEFAULT).succeeded(TimeUnit.MILLISECONDS.toNanos(300));
        health.of(b, ResilienceRules.DEFAULT).succeeded(TimeUnit.MILLISECONDS.toNanos(100));
        assertThat(ordered(Strategy.LEAST_LATENCY)).containsExactly(c, b, a);
    }

    @Test
    void withoutAPriceTheOrderStays() {
        assertThat(ordered(Strategy.CHEAPEST)).containsExactly(a, b, c);
    }

    @Test
    void aSessionStaysWithItsTargetAndSessionsAreSpread() {
        Set<Target> firsts = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            Target first = order(Strategy.STICKY_SESSION, "session-" + i).get(0);
            assertThat(order(Strategy.STICKY_SESSION, "session-" + i).get(0)).isEqualTo(first);
            firsts.add(first);
        }
        assertThat(firsts).containsExactlyInAnyOrder(a, b, c);
    }

    private List<Target> ordered(Strategy strategy) {
        return order(strategy, "s");
    }

    private List<Target> order(Strategy strategy, String session) {
        Alias alias = new Alias(
                List.of(new Weighted(a, 1), new Weighted(b, 2), new Weighted(c, 1)), strategy, FailoverPolicy.NONE);
        Call call = TestCall.post("/")
                .header("X-Ingate-Session-Id", session)
                .caller(TestKeys.principal("k"))
                .build();
        return order.order("smart", alias, call).inOrder();
    }
}
