package dev.caravan.processors.routing;

import java.time.Clock;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How the targets of aliases have done of late. Goes on over a reload of the configuration. A target under rules of an alias's
 * own has a breaker of its own there. Thread-safe; holds no more than the configured targets.
 */
public final class TargetHealth {

    private final Clock clock;
    private final Map<Key, TargetBreaker> known = new ConcurrentHashMap<>();

    private record Key(String provider, @Nullable String model, ResilienceRules rules) {

        static Key of(Target target, ResilienceRules rules) {
            return new Key(target.provider().name(), target.model(), rules);
        }

        boolean isOf(Target target) {
            return of(target, rules).equals(this);
        }
    }

    public TargetHealth() {
        this(Clock.systemUTC());
    }

    /** @param clock says when a rest is over */
    public TargetHealth(Clock clock) {
        this.clock = clock;
    }

    /** How a target does under these rules. */
    public TargetBreaker of(Target target, ResilienceRules rules) {
        Key key = Key.of(target, rules);
        TargetBreaker breaker = known.get(key);
        return breaker == null
                ? known.computeIfAbsent(
                        key, unknown -> new TargetBreaker(unknown.provider + "/" + unknown.model, rules, clock))
                : breaker;
    }

    /** Whether a target is asked, under whichever rules it does worst. */
    public TargetBreaker.State state(Target target) {
        TargetBreaker.State worst = TargetBreaker.State.CLOSED;
        for (Map.Entry<Key, TargetBreaker> entry : known.entrySet()) {
            TargetBreaker.State state = entry.getValue().state();
            if (state.compareTo(worst) > 0 && entry.getKey().isOf(target)) {
                worst = state;
            }
        }
        return worst;
    }

    /** A configuration with these aliases serves from now on: others are forgotten, refused credentials may have changed. */
    public void reconfigured(Collection<Alias> aliases) {
        Set<Key> configured = new HashSet<>();
        for (Alias alias : aliases) {
            FailoverPolicy policy = alias.policy();
            alias.targets().forEach(weighted -> configured.add(Key.of(weighted.target(), policy.rules())));
            for (List<Target> fallbacks : List.of(policy.contextWindow(), policy.contentPolicy())) {
                fallbacks.forEach(target -> configured.add(Key.of(target, policy.rules())));
            }
        }
        known.keySet().retainAll(configured);
        known.values().forEach(TargetBreaker::reconfigured);
    }
}
