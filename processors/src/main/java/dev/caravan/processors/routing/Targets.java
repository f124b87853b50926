package dev.caravan.processors.routing;

import java.time.Duration;
import java.util.List;

/**
 * Who may serve a call, in the order in which they are to be tried.
 *
 * @param inOrder at least one
 * @param retries how many times all of them are tried again after all have failed
 * @param backoff the pause before the first of these retries at most
 */
public record Targets(List<Target> inOrder, int retries, Duration backoff) {

    public Targets {
        inOrder = List.copyOf(inOrder);
    }

    /** One target that is tried once. */
    public static Targets only(Target target) {
        return new Targets(List.of(target), 0, Duration.ZERO);
    }

    /** Whether there is more than one attempt to be made. */
    public boolean mayFailOver() {
        return inOrder.size() > 1 || retries > 0;
    }

    public Target first() {
        return inOrder.get(0);
    }

    /** Fewer of them, in the same order. */
    public Targets with(List<Target> kept) {
        return new Targets(kept, retries, backoff);
    }
}
