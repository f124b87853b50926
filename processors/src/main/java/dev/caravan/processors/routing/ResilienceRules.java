package dev.caravan.processors.routing;

import java.time.Duration;
import java.util.Map;

/**
 * How long targets are left alone after failures.
 *
 * @param cooldown the rest after one failure of that class, where the target does not say itself when to come again; none
 *     for a class that is absent
 * @param breaker the rest after many
 */
public record ResilienceRules(Map<FailureClass, Duration> cooldown, Breaker breaker) {

    /** Only a refused credential is worth a rest by itself: it will be refused the next time, too. */
    public static final ResilienceRules DEFAULT = new ResilienceRules(
            Map.of(FailureClass.AUTH, Duration.ofMinutes(5)), new Breaker(50, 20, Duration.ofSeconds(30)));

    /**
     * When a target rests that fails again and again.
     *
     * @param failurePercent how many of the last calls have to have failed, from 1 to 100
     * @param calls how many calls are looked at; a quarter of them have to have been made, and at least two
     * @param rest how long it rests; then two calls are tried, and decide
     */
    public record Breaker(int failurePercent, int calls, Duration rest) {

        /** How many calls have to have been made before a target can rest for its failures. */
        public int leastCalls() {
            return Math.min(calls, Math.max(2, calls / 4));
        }
    }

    public ResilienceRules {
        cooldown = Map.copyOf(cooldown);
    }

    /** The rest after a failure of that class; zero for none. */
    public Duration cooldown(FailureClass failure) {
        return cooldown.getOrDefault(failure, Duration.ZERO);
    }
}
