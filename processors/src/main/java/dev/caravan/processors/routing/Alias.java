package dev.caravan.processors.routing;

import java.util.List;

/**
 * What another name for a model stands for.
 *
 * @param targets who may serve a call, at least one
 * @param strategy in which order they are tried
 * @param policy what is done when they fail
 */
public record Alias(List<Weighted> targets, Strategy strategy, FailoverPolicy policy) {

    /**
     * A target and its share.
     *
     * @param weight from 1; only {@link Strategy#WEIGHTED} looks at it
     */
    public record Weighted(Target target, int weight) {}

    public Alias {
        targets = List.copyOf(targets);
    }

    /** Another name for one model of one provider. */
    public static Alias of(Target target) {
        return new Alias(List.of(new Weighted(target, 1)), Strategy.FALLBACK, FailoverPolicy.NONE);
    }

    /** The target that is written first. */
    public Target first() {
        return targets.get(0).target();
    }
}
