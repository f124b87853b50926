package dev.caravan.processors.routing;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How one target has done of late, and whether it rests. Thread-safe. */
public final class TargetBreaker {

    /** Whether a target is asked. */
    public enum State {
        /** It is asked. */
        CLOSED(0),
        /** Its rest is over: a few calls decide. */
        HALF_OPEN(1),
        /** It rests. */
        OPEN(2);

        private final int number;

        State(int number) {
            this.number = number;
        }

        /** The state in metrics. */
        public int number() {
            return number;
        }
    }

    /** A target that wants to be left alone for longer is asked again nevertheless. */
    private static final Duration LONGEST_REST = Duration.ofMinutes(5);

    private static final int DECIDING_CALLS = 2;
    private static final double NEWEST = 0.2;

    private final ResilienceRules rules;
    private final Clock clock;
    private final CircuitBreaker breaker;
    private volatile double latencyMillis = Double.NaN;
    private volatile Instant restsUntil = Instant.MIN;
    private volatile boolean refused;

    TargetBreaker(String name, ResilienceRules rules, Clock clock) {
        this.rules = rules;
        this.clock = clock;
        this.breaker = CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .slidingWindowType(SlidingWindowType.COUNT_BASED)
                        .slidingWindowSize(rules.breaker().calls())
                        .minimumNumberOfCalls(rules.breaker().leastCalls())
                        .failureRateThreshold(rules.breaker().failurePercent())
                        .waitDurationInOpenState(rules.breaker().rest())
                        .permittedNumberOfCallsInHalfOpenState(DECIDING_CALLS)
                        .clock(clock)
                        .build());
    }

    /** Whether the target may be tried now. Who tries it says by one of the other methods how it went. */
    public boolean permits() {
        return breaker.tryAcquirePermission();
    }

    /** It has answered. */
    public void succeeded(long nanosToAnswer) {
        refused = false;
        breaker.onSuccess(nanosToAnswer, TimeUnit.NANOSECONDS);
        double millis = nanosToAnswer / 1e6;
        double before = latencyMillis;
        latencyMillis = Double.isNaN(before) ? millis : before + NEWEST * (millis - before);
    }

    /** @param rest how long it wants to be left alone, or null when it did not say */
    public void failed(long nanosToFailure, FailureClass failure, Throwable why, @Nullable Duration rest) {
        refused = failure == FailureClass.AUTH;
        boolean wasOpen = isOpen();
        breaker.onError(nanosToFailure, TimeUnit.NANOSECONDS, why);
        Instant now = clock.instant();
        if (!wasOpen && isOpen()) {
            restsUntil = now.plus(rules.breaker().rest());
        }
        Duration wanted = rest == null ? rules.cooldown(failure) : shorter(rest, LONGEST_REST);
        boolean isLonger = rest != null || !isOpen() || now.plus(wanted).isAfter(restsUntil);
        if (wanted.compareTo(Duration.ZERO) > 0 && isLonger) {
            restsUntil = now.plus(wanted);
            breaker.transitionToOpenStateFor(wanted);
        }
    }

    /** Nobody knows how it would have gone: the client left. */
    public void gaveUp() {
        breaker.releasePermission();
    }

    /** Whether it rests after failures. */
    public boolean rests() {
        return state() == State.OPEN;
    }

    public State state() {
        return switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> clock.instant().isAfter(restsUntil) ? State.HALF_OPEN : State.OPEN;
            case HALF_OPEN -> State.HALF_OPEN;
            default -> State.CLOSED;
        };
    }

    /** Milliseconds from the call to its answer, lately; NaN before the first one. */
    public double latencyMillis() {
        return latencyMillis;
    }

    /** The configuration was read anew: it may bring another credential for a target that rests because of its own. */
    void reconfigured() {
        if (refused && isOpen()) {
            refused = false;
            restsUntil = Instant.MIN;
            breaker.transitionToHalfOpenState();
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private boolean isOpen() {
        return breaker.getState() == CircuitBreaker.State.OPEN;
    }
}
