package dev.caravan.processors.upstream;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.limits.TargetGate;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.routing.TargetHealth;
import dev.caravan.processors.routing.Targets;
import dev.caravan.processors.translation.ContentType;
import dev.caravan.spi.GatewayError;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Tries the targets of a call one after the other, until one has begun to answer; from then on the call is its own. A target
 * that rests after failures is passed over, unless all of them rest; so is one whose limit is used up. An error of the client's
 * ends the call at once, as the next target would say the same. When all have failed the answer is 502 {@code
 * all_targets_failed} with each attempt.
 */
final class Failover {

    private static final AsciiString ATTEMPTS = AsciiString.cached("x-ingate-attempts");

    /** Whoever wants to wait longer may retry by himself. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** Sends the call to one target and leaves the answer in the call. */
    @FunctionalInterface
    interface Attempt {

        Mono<Void> on(Target target);
    }

    private final TargetHealth health;
    private final Function<EventExecutor, Scheduler> timers;
    private final DoubleSupplier random;

    /**
     * @param timers a timer for each event loop
     * @param random numbers from 0 to 1, without 1
     */
    Failover(TargetHealth health, Function<EventExecutor, Scheduler> timers, DoubleSupplier random) {
        this.health = health;
        this.timers = timers;
        this.random = random;
    }

    /** Completes when the call has an answer. */
    Mono<Void> run(Call call, Targets targets, Attempt attempt) {
        return new Run(call, targets, attempt).next();
    }

    private record Failed(Target target, AttemptFailure failure, long millis) {

        @Override
        public String toString() {
            return target.provider().name() + "/" + target.model() + " (" + failure.word() + ", " + millis + " ms)";
        }
    }

    private final class Run {

        private final Call call;
        private final Targets targets;
        private final Attempt attempt;
        private final List<Failed> failures = new ArrayList<>();
        private final boolean allRest;
        private int index;
        private int round;

        Run(Call call, Targets targets, Attempt attempt) {
            this.call = call;
            this.targets = targets;
            this.attempt = attempt;
            this.allRest = targets.inOrder().stream().allMatch(health::rests);
        }

        Mono<Void> next() {
            while (index < targets.inOrder().size()) {
                Target target = targets.inOrder().get(index++);
                if (health.permits(target) || allRest) {
                    TargetGate gate = call.targetGate();
                    return gate == null
                            ? tryOne(target)
                            : gate.admits(target).flatMap(admitted -> admitted ? tryOne(target) : passOver(target));
                }
                failures.add(new Failed(target, AttemptFailure.RESTING, 0));
            }
            return afterAll();
        }

        /** Its limit is used up. */
        private Mono<Void> passOver(Target target) {
            health.gaveUp(target);
            failures.add(new Failed(target, AttemptFailure.LIMITED, 0));
            return next();
        }

        private Mono<Void> tryOne(Target target) {
            call.servedBy(target);
            long started = System.nanoTime();
            return Mono.defer(() -> attempt.on(target))
                    .then(Mono.defer(this::judged))
                    .onErrorResume(error -> Mono.just(Verdict.of(AttemptFailure.of(error, target), error)))
                    .doOnCancel(() -> health.gaveUp(target))
                    .flatMap(verdict -> decide(target, verdict, System.nanoTime() - started));
        }

        private Mono<Verdict> judged() {
            Answer answer = call.answer();
            if (answer == null) {
                return Mono.error(new IllegalStateException("the attempt left no answer"));
            }
            AttemptFailure failure = AttemptFailure.of(answer, call.target());
            if (failure != null) {
                return Mono.just(Verdict.of(failure, null));
            }
            boolean mayStillFail = isStream(answer) && hasNext();
            return mayStillFail ? begun(answer) : Mono.just(Verdict.GOOD);
        }

        /** A stream counts as begun with its first event. */
        private Mono<Verdict> begun(Answer answer) {
            return FirstPiece.of(answer.body()).map(first -> {
                call.answerWith(answer.withBody(first));
                return first.isError() ? Verdict.of(AttemptFailure.BROKEN, null) : Verdict.GOOD;
            });
        }

        private Mono<Void> decide(Target target, Verdict verdict, long nanos) {
            AttemptFailure failure = verdict.failure();
            if (failure == null) {
                health.succeeded(target, nanos);
                tellAttempts(target);
                return Mono.empty();
            }
            if (failure.isTheClients()) {
                health.succeeded(target, nanos);
                return verdict.error() == null ? Mono.empty() : Mono.error(verdict.error());
            }
            health.failed(target, nanos, failure.asThrowable(), failure.rest());
            failures.add(new Failed(target, failure, nanos / 1_000_000));
            discard();
            return next();
        }

        private Mono<Void> afterAll() {
            Duration rest = shortestRest();
            boolean tooLong = rest != null && rest.compareTo(LONGEST_PAUSE) > 0;
            if (round >= targets.retries() || tooLong) {
                return Mono.error(allFailed(rest));
            }
            Duration pause = pause(rest);
            round++;
            index = 0;
            return Mono.delay(pause, timers.apply(call.loop())).then(Mono.defer(this::next));
        }

        /** Full jitter, but never before a target wants to be asked again. */
        private Duration pause(@Nullable Duration rest) {
            long most = Math.min(LONGEST_PAUSE.toMillis(), targets.backoff().toMillis() << Math.min(round, 16));
            Duration jitter = Duration.ofMillis((long) (random.getAsDouble() * most));
            return rest != null && rest.compareTo(jitter) > 0 ? rest : jitter;
        }

        private @Nullable Duration shortestRest() {
            Duration shortest = null;
            for (Failed failed : failures) {
                Duration rest = failed.failure().rest();
                if (rest != null && (shortest == null || rest.compareTo(shortest) < 0)) {
                    shortest = rest;
                }
            }
            return shortest;
        }

        private GatewayError allFailed(@Nullable Duration rest) {
            List<String> attempts = failures.stream().map(Failed::toString).toList();
            GatewayError error = GatewayError.of(
                    502, "all_targets_failed", "Provider error after failover: %s.", String.join(", ", attempts));
            return rest == null ? error : error.withRetryAfter(rest);
        }

        private void tellAttempts(Target target) {
            Answer answer = call.answer();
            if (failures.isEmpty() || answer == null) {
                return;
            }
            StringBuilder attempts = new StringBuilder();
            failures.forEach(failed -> attempts.append(failed).append(", "));
            attempts.append(target.provider().name()).append('/').append(target.model());
            answer.headers().set(ATTEMPTS, attempts.toString());
        }

        /** The connection of an answer that nobody reads is closed. */
        private void discard() {
            Answer answer = call.answer();
            if (answer != null) {
                Disposable unread = Flux.from(answer.body()).subscribe(piece -> piece.release(), error -> {});
                unread.dispose();
            }
            call.usedNothing();
            call.answerWith(null);
        }

        private boolean hasNext() {
            return index < targets.inOrder().size() || round < targets.retries();
        }
    }

    private static boolean isStream(Answer answer) {
        return ContentType.is(answer.headers(), "text/event-stream")
                || ContentType.is(answer.headers(), "application/x-ndjson");
    }

    /** What came of an attempt: a failure, or none. */
    private record Verdict(@Nullable AttemptFailure failure, @Nullable Throwable error) {

        static final Verdict GOOD = new Verdict(null, null);

        static Verdict of(AttemptFailure failure, @Nullable Throwable error) {
            return new Verdict(failure, error);
        }
    }
}
