package dev.caravan.processors.upstream;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.routing.FailureClass;
import dev.caravan.processors.routing.Target;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One try of one target: what it may take, and what is learnt of it on the way. Confined to the call's event loop. */
final class Attempt {

    private final Target target;
    private final long begun;
    private final boolean readsErrors;
    private final @Nullable AttemptCounts counts;
    private @Nullable FailureClass refusal;
    private long lastPiece;

    /**
     * @param begun when the call's first attempt began, by {@link System#nanoTime()}: the provider's time for the whole call
     *     runs from there
     * @param readsErrors whether somebody wants to know what an error's body says
     * @param counts takes what comes of it; null where somebody else counts
     */
    Attempt(Target target, long begun, boolean readsErrors, @Nullable AttemptCounts counts) {
        this.target = target;
        this.begun = begun;
        this.readsErrors = readsErrors;
        this.counts = counts;
    }

    Target target() {
        return target;
    }

    boolean readsErrors() {
        return readsErrors;
    }

    /** What is left of the target's time for the whole call, at most that of the provider for it; negative when it is over. */
    Duration timeLeft() {
        return timeLeft(target, begun);
    }

    /** The same for a target that is not tried yet. */
    static Duration timeLeft(Target target, long begun) {
        return target.provider().timeouts().total().minusNanos(System.nanoTime() - begun);
    }

    /** A piece of a body that streams through was handed to the provider's connection. */
    void passedPiece(long now) {
        lastPiece = now;
    }

    /** When the last one was, by {@link System#nanoTime()}; 0 where there was none. */
    long lastPiece() {
        return lastPiece;
    }

    /** Somebody has read what the provider said against the request. */
    void refusedAs(FailureClass failure) {
        refusal = failure;
    }

    /** What an error's body says; null when there was none, or nobody read it. */
    @Nullable
    FailureClass refusal() {
        return refusal;
    }

    /** The provider has answered, with an error or without. */
    void ended(Answer answer) {
        if (counts != null) {
            AttemptFailure failure = AttemptFailure.of(answer, this);
            counts.count(target.provider().name(), failure == null ? null : failure.kind());
        }
    }

    /** There is no answer. */
    void ended(Throwable failure) {
        if (counts != null) {
            counts.count(
                    target.provider().name(), AttemptFailure.of(failure, this).kind());
        }
    }
}
