package dev.caravan.processors.routing;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How the targets of aliases have done of late: a circuit breaker and a latency for each. A target of which half of the last
 * calls failed rests for half a minute; one that says when to come again rests until then. Thread-safe; grows with the
 * configured targets only.
 */
public final class TargetHealth {

    private static final CircuitBreakerConfig BREAKER = CircuitBreakerConfig.custom()
            .slidingWindowType(SlidingWindowType.COUNT_BASED)
            .slidingWindowSize(20)
            .minimumNumberOfCalls(5)
            .failureRateThreshold(50)
            .waitDurationInOpenState(Duration.ofSeconds(30))
            .permittedNumberOfCallsInHalfOpenState(2)
            .build();

    /** A target that wants to be left alone for longer is asked again nevertheless. */
    private static final Duration LONGEST_REST = Duration.ofMinutes(5);

    private static final double NEWEST = 0.2;

    private final Map<Key, Health> known = new ConcurrentHashMap<>();

    private record Key(String provider, @Nullable String model) {}

    private static final class Health {

        private final CircuitBreaker breaker;
        private volatile double latencyMillis = Double.NaN;

        Health(String name) {
            breaker = CircuitBreaker.of(name, BREAKER);
        }
    }

    /** Whether the target may be tried now. Who tries it says by one of the other methods how it went. */
    public boolean permits(Target target) {
        return health(target).breaker.tryAcquirePermission();
    }

    /** It has answered. */
    public void succeeded(Target target, long nanosToAnswer) {
        Health health = health(target);
        health.breaker.onSuccess(nanosToAnswer, TimeUnit.NANOSECONDS);
        double millis = nanosToAnswer / 1e6;
        double before = health.latencyMillis;
        health.latencyMillis = Double.isNaN(before) ? millis : before + NEWEST * (millis - before);
    }

    /** @param rest how long it wants to be left alone, or null when it did not say */
    public void failed(Target target, long nanosToFailure, Throwable why, @Nullable Duration rest) {
        CircuitBreaker breaker = health(target).breaker;
        breaker.onError(nanosToFailure, TimeUnit.NANOSECONDS, why);
        if (rest != null && rest.compareTo(Duration.ZERO) > 0) {
            breaker.transitionToOpenStateFor(rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest);
        }
    }

    /** Nobody knows how it would have gone: the client left. */
    public void gaveUp(Target target) {
        health(target).breaker.releasePermission();
    }

    /** Whether it rests after failures. */
    public boolean rests(Target target) {
        State state = health(target).breaker.getState();
        return state == State.OPEN || state == State.FORCED_OPEN;
    }

    /** Milliseconds from the call to its answer, lately; NaN before the first one. */
    public double latencyMillis(Target target) {
        return health(target).latencyMillis;
    }

    private Health health(Target target) {
        String provider = target.provider().name();
        return known.computeIfAbsent(
                new Key(provider, target.model()), key -> new Health(provider + "/" + target.model()));
    }
}
