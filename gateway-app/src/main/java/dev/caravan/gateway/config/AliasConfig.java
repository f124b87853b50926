package dev.caravan.gateway.config;

import dev.caravan.processors.routing.ResilienceRules;
import dev.caravan.processors.routing.Strategy;
import java.time.Duration;
import java.util.List;

/**
 * What a model's alias stands for.
 *
 * @param targets at least one
 * @param strategy in which order they are tried
 * @param retries how many times all of them are tried again after all have failed
 * @param backoff the pause before the first of these retries at most
 * @param contextWindowFallback who is asked instead when a request is too long, in order
 * @param contentPolicyFallback who is asked instead when contents are not wanted, in order
 * @param rules how long the targets are left alone after failures
 */
public record AliasConfig(
        List<TargetConfig> targets,
        Strategy strategy,
        int retries,
        Duration backoff,
        List<TargetConfig> contextWindowFallback,
        List<TargetConfig> contentPolicyFallback,
        ResilienceRules rules) {

    /** The pause where the configuration names none. */
    static final Duration DEFAULT_BACKOFF = Duration.ofMillis(500);

    /**
     * A provider's model.
     *
     * @param provider the name of a configured provider
     * @param model the model as that provider names it; may hold slashes
     * @param weight its share, from 1
     */
    public record TargetConfig(String provider, String model, int weight) {}

    public AliasConfig {
        targets = List.copyOf(targets);
        contextWindowFallback = List.copyOf(contextWindowFallback);
        contentPolicyFallback = List.copyOf(contentPolicyFallback);
    }

    /** Another name for one model of one provider. */
    static AliasConfig of(TargetConfig target) {
        return new AliasConfig(
                List.of(target), Strategy.FALLBACK, 0, DEFAULT_BACKOFF, List.of(), List.of(), ResilienceRules.DEFAULT);
    }
}
