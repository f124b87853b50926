package dev.caravan.processors.limits;

import dev.caravan.processors.routing.Target;
import reactor.core.publisher.Mono;

/** Is asked before each attempt where a call may be tried on several targets. */
@FunctionalInterface
public interface TargetGate {

    /** Takes the call's place with that target, and leaves the one of the attempt before. False when there is none. */
    Mono<Boolean> admits(Target target);
}
