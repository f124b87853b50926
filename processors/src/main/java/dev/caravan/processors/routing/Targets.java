package dev.caravan.processors.routing;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Who may serve a call, in the order in which they are to be tried.
 *
 * @param inOrder at least one
 * @param policy what is done when they fail
 */
public record Targets(List<Target> inOrder, FailoverPolicy policy) {

    public Targets {
        inOrder = List.copyOf(inOrder);
    }

    /** Targets that are tried again, and nobody to ask instead. */
    public Targets(List<Target> inOrder, int retries, Duration backoff) {
        this(inOrder, FailoverPolicy.ofRetries(retries, backoff));
    }

    /** One target that is tried once. */
    public static Targets only(Target target) {
        return new Targets(List.of(target), FailoverPolicy.NONE);
    }

    /** Whether there is more than one attempt to be made. */
    public boolean mayFailOver() {
        return inOrder.size() > 1 || policy.retries() > 0 || policy.hasFallbacks();
    }

    /** All who may come to serve the call, those included who are asked instead. */
    public Stream<Target> all() {
        return Stream.of(inOrder, policy.contextWindow(), policy.contentPolicy())
                .flatMap(List::stream);
    }

    public Target first() {
        return inOrder.get(0);
    }

    /** Fewer of them, in the same order. */
    public Targets with(List<Target> kept) {
        return new Targets(kept, policy);
    }

    /** The same, with those alone to ask instead who pass. */
    public Targets keepingFallbacks(Predicate<Target> passes) {
        return policy.hasFallbacks() ? new Targets(inOrder, policy.keeping(passes)) : this;
    }
}
