package dev.caravan.processors.routing;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * What is done when the targets of an alias fail.
 *
 * @param retries how many times all of them are tried again after all have failed
 * @param backoff the pause before the first of these retries at most; twice as long before each further one
 * @param contextWindow who is asked instead, in order, when a request is longer than a target can read
 * @param contentPolicy who is asked instead, in order, when a target does not want to answer such contents
 * @param rules how long targets are left alone after failures
 */
public record FailoverPolicy(
        int retries, Duration backoff, List<Target> contextWindow, List<Target> contentPolicy, ResilienceRules rules) {

    /** No retries, nobody else to ask. */
    public static final FailoverPolicy NONE = ofRetries(0, Duration.ZERO);

    public FailoverPolicy {
        contextWindow = List.copyOf(contextWindow);
        contentPolicy = List.copyOf(contentPolicy);
    }

    /** With retries, and nobody else to ask. */
    public static FailoverPolicy ofRetries(int retries, Duration backoff) {
        return new FailoverPolicy(retries, backoff, List.of(), List.of(), ResilienceRules.DEFAULT);
    }

    /** Whether there is somebody to ask who is not one of the alias's targets. */
    public boolean hasFallbacks() {
        return !contextWindow.isEmpty() || !contentPolicy.isEmpty();
    }

    /** Who is asked instead after a failure of that class, in order; empty for nobody. */
    public List<Target> fallbacks(FailureClass failure) {
        return switch (failure) {
            case CONTEXT_LENGTH -> contextWindow;
            case CONTENT_POLICY -> contentPolicy;
            default -> List.of();
        };
    }

    /** The same with those alone who pass. */
    FailoverPolicy keeping(Predicate<Target> passes) {
        return hasFallbacks()
                ? new FailoverPolicy(
                        retries,
                        backoff,
                        contextWindow.stream().filter(passes).toList(),
                        contentPolicy.stream().filter(passes).toList(),
                        rules)
                : this;
    }
}
