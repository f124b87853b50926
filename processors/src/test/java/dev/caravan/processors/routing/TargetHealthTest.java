package dev.caravan.processors.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.routing.Alias.Weighted;
import dev.caravan.processors.routing.ResilienceRules.Breaker;
import dev.caravan.processors.routing.TargetBreaker.State;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TargetHealthTest {

    private static final ResilienceRules RULES = new ResilienceRules(
            Map.of(
                    FailureClass.OVERLOAD, Duration.ofSeconds(10),
                    FailureClass.AUTH, Duration.ofMinutes(2)),
            new Breaker(50, 8, Duration.ofSeconds(30)));

    private final ManualClock clock = new ManualClock();
    private final TargetHealth health = new TargetHealth(clock);
    private final Target target = new Target(TestProvider.plain("p"), "m");
    private final TargetBreaker breaker = health.of(target, RULES);

    @Test
    void aFailureOfAClassWithACooldownRestsTheTargetForSoLong() {
        fail(FailureClass.OVERLOAD, null);

        assertThat(breaker.permits()).isFalse();
        clock.pass(Duration.ofSeconds(9));
        assertThat(breaker.state()).isEqualTo(State.OPEN);
        clock.pass(Duration.ofSeconds(1));
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        assertThat(breaker.permits()).isTrue();
    }

    @Test
    void aFailureOfAnotherClassDoesNot() {
        fail(FailureClass.SERVER_ERROR, null);

        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void whatTheTargetSaysItselfWins() {
        fail(FailureClass.OVERLOAD, Duration.ofSeconds(3));
        clock.pass(Duration.ofSeconds(3));
        assertThat(breaker.permits()).isTrue();

        fail(FailureClass.OVERLOAD, Duration.ofHours(1));
        clock.pass(Duration.ofMinutes(5));
        assertThat(breaker.permits())
                .as("nobody rests for longer than five minutes")
                .isTrue();
    }

    @Test
    void aTargetThatWantsNoRestGetsNone() {
        fail(FailureClass.OVERLOAD, Duration.ZERO);

        assertThat(breaker.permits()).isTrue();
    }

    @Test
    void manyFailuresOpenTheBreakerAndTwoGoodCallsCloseIt() {
        breaker.succeeded(1);
        fail(FailureClass.SERVER_ERROR, null);
        assertThat(breaker.state()).as("half of two calls").isEqualTo(State.OPEN);

        clock.pass(Duration.ofSeconds(30));
        assertThat(breaker.permits()).isTrue();
        assertThat(breaker.permits()).isTrue();
        assertThat(breaker.permits()).as("a third call while two decide").isFalse();
        breaker.succeeded(1);
        breaker.succeeded(1);

        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void aCooldownDoesNotShortenTheBreakersRest() {
        fail(FailureClass.SERVER_ERROR, null);
        fail(FailureClass.OVERLOAD, null);
        clock.pass(Duration.ofSeconds(29));
        assertThat(breaker.permits()).isFalse();
        clock.pass(Duration.ofSeconds(1));
        assertThat(breaker.permits()).isTrue();
    }

    @Test
    void aReloadEndsTheRestOfARefusedCredentialAndOfNothingElse() {
        Target other = new Target(TestProvider.plain("q"), "m");
        fail(FailureClass.AUTH, null);
        health.of(other, RULES).failed(1, FailureClass.OVERLOAD, new IllegalStateException(), null);

        health.reconfigured(List.of(alias(target, RULES), alias(other, RULES)));

        assertThat(breaker.permits()).isTrue();
        assertThat(health.of(other, RULES).permits()).isFalse();
    }

    @Test
    void aTargetThatIsNoLongerConfiguredIsForgotten() {
        fail(FailureClass.OVERLOAD, null);

        health.reconfigured(List.of());

        assertThat(health.of(target, RULES).permits()).isTrue();
    }

    @Test
    void theGaugesShowTheConfiguredTargetsAtTheirWorst() {
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        TargetGauges gauges = new TargetGauges(health, metrics);
        Target gone = new Target(TestProvider.plain("gone"), "m");
        gauges.show(List.of(alias(target, ResilienceRules.DEFAULT), alias(target, RULES), alias(gone, RULES)));
        health.of(target, ResilienceRules.DEFAULT).succeeded(1);
        fail(FailureClass.OVERLOAD, null);

        assertThat(metrics.get("caravan.target.state")
                        .tags("provider", "p", "model", "m")
                        .gauge()
                        .value())
                .isEqualTo(2);
        clock.pass(Duration.ofSeconds(10));
        gauges.show(List.of(alias(target, RULES)));

        assertThat(metrics.get("caravan.target.state").gauges())
                .extracting(Gauge::value)
                .containsExactly(1.0);
    }

    private void fail(FailureClass failure, @Nullable Duration rest) {
        breaker.failed(1, failure, new IllegalStateException(), rest);
    }

    private static Alias alias(Target target, ResilienceRules rules) {
        return new Alias(
                List.of(new Weighted(target, 1)),
                Strategy.FALLBACK,
                new FailoverPolicy(0, Duration.ZERO, List.of(), List.of(), rules));
    }

    private static final class ManualClock extends Clock {

        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        /** A moment more than that. */
        void pass(Duration time) {
            now = now.plus(time).plusMillis(1);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
