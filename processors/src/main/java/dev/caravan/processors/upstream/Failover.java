package dev.caravan.processors.upstream;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.context.ContextReduction;
import dev.caravan.processors.limits.TargetGate;
import dev.caravan.processors.routing.FailoverPolicy;
import dev.caravan.processors.routing.FailureClass;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.routing.TargetBreaker;
import dev.caravan.processors.routing.TargetHealth;
import dev.caravan.processors.routing.Targets;
import dev.caravan.processors.translation.ContentType;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Scheduler;

/**
 * Tries the targets of a call one after the other, until one has begun to answer; from then on the call is its own. A target
 * that rests after failures is passed over, unless all of them rest; so is one whose limit is used up. An error of the client's
 * ends the call at once, as the next target would say the same: unless the request is too long, or its contents are not
 * wanted, and the alias names others to be asked then. When all have failed the answer is 502 {@code all_targets_failed} with
 * each attempt.
 */
final class Failover {

    private static final String EVENTS = "text/event-stream";

    /** Whoever wants to wait longer may retry by himself. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** Sends the call to one target and leaves the answer in the call. */
    @FunctionalInterface
    interface Sender {

        Mono<Void> send(Attempt attempt);
    }

    private final TargetHealth health;
    private final AttemptCounts counts;
    private final Function<EventExecutor, Scheduler> timers;
    private final DoubleSupplier random;

    /**
     * @param timers a timer for each event loop
     * @param random numbers from 0 to 1, without 1
     */
    Failover(
            TargetHealth health,
            AttemptCounts counts,
            Function<EventExecutor, Scheduler> timers,
            DoubleSupplier random) {
        this.health = health;
        this.counts = counts;
        this.timers = timers;
        this.random = random;
    }

    /** Completes when the call has an answer. */
    Mono<Void> run(Call call, Targets targets, Sender sender) {
        return new Run(call, targets, sender).next();
    }

    private final class Run {

        private final Call call;
        private final FailoverPolicy policy;
        private final Sender sender;
        private final long begun = System.nanoTime();
        private final TriedTargets tried = new TriedTargets();
        private final Set<Target> spent = new HashSet<>();
        private final Set<FailureClass> evaded = new HashSet<>();
        private List<Target> queue;
        private boolean allRest;
        private int index;
        private int retriesLeft;
        private boolean reduced;

        Run(Call call, Targets targets, Sender sender) {
            this.call = call;
            this.policy = targets.policy();
            this.sender = sender;
            this.queue = targets.inOrder();
            this.allRest = allRest(queue);
            this.retriesLeft = policy.retries();
        }

        Mono<Void> next() {
            while (index < queue.size()) {
                Target target = queue.get(index++);
                if (spent.contains(target)) {
                    continue;
                }
                if (Attempt.timeLeft(target, begun).isNegative()) {
                    tried.passedOver(target, "no time left");
                } else if (breaker(target).permits() || allRest) {
                    TargetGate gate = call.targetGate();
                    return gate == null
                            ? tryOne(target)
                            : gate.admits(target)
                                    .doFinally(end -> {
                                        if (end != SignalType.ON_COMPLETE) {
                                            breaker(target).gaveUp();
                                        }
                                    })
                                    .flatMap(admitted -> admitted ? tryOne(target) : passOver(target));
                } else {
                    tried.passedOver(target, "resting");
                }
            }
            return afterAll();
        }

        /** Its limit is used up. */
        private Mono<Void> passOver(Target target) {
            breaker(target).gaveUp();
            tried.passedOver(target, "limited");
            return next();
        }

        private Mono<Void> tryOne(Target target) {
            call.servedBy(target);
            Attempt attempt = new Attempt(target, begun, mayEvade(), null);
            long started = System.nanoTime();
            return Mono.defer(() -> sender.send(attempt))
                    .then(Mono.defer(() -> judged(attempt)))
                    .onErrorResume(error -> Mono.just(Verdict.of(AttemptFailure.of(error, attempt), error)))
                    .doOnCancel(() -> breaker(target).gaveUp())
                    .flatMap(verdict -> decide(target, verdict, System.nanoTime() - started));
        }

        private Mono<Verdict> judged(Attempt attempt) {
            Answer answer = call.answer();
            if (answer == null) {
                return Mono.error(new IllegalStateException("the attempt left no answer"));
            }
            AttemptFailure failure = AttemptFailure.of(answer, attempt);
            if (failure != null) {
                return Mono.just(Verdict.of(failure, null));
            }
            return hasNext() && hasKnownStart(answer) ? begun(answer) : Mono.just(Verdict.GOOD);
        }

        /** What comes through as it is may begin in any way. */
        private boolean hasKnownStart(Answer answer) {
            Operation operation = call.operation();
            return isStream(answer) || (operation != null && operation.kind() != Operation.Kind.OTHER);
        }

        /** An answer counts as begun with its first piece, a stream with its first event. */
        private Mono<Verdict> begun(Answer answer) {
            return FirstPiece.of(answer.body()).map(first -> {
                call.answerWith(answer.withBody(first));
                String error = isStream(answer) ? first.error() : null;
                if (error != null || first.isEmpty()) {
                    return Verdict.of(AttemptFailure.ofStream(error), null);
                }
                boolean isAnswer = ContentType.is(answer.headers(), EVENTS) ? first.isEvent() : first.isJson();
                return isAnswer ? Verdict.GOOD : Verdict.of(AttemptFailure.GARBAGE, null);
            });
        }

        private Mono<Void> decide(Target target, Verdict verdict, long nanos) {
            AttemptFailure failure = verdict.failure();
            counts.count(target.provider().name(), failure == null ? null : failure.kind());
            if (failure == null) {
                breaker(target).succeeded(nanos);
                call.onEnd(() -> noteBreak(target, nanos));
                tried.tell(call, target);
                return Mono.empty();
            }
            if (failure.kind().isTheClients()) {
                breaker(target).succeeded(nanos);
                return evade(target, failure, nanos)
                        .switchIfEmpty(Mono.defer(() -> passOn(target, verdict)).thenReturn(true))
                        .then();
            }
            breaker(target).failed(nanos, failure.kind(), failure.asThrowable(), failure.rest());
            tried.failed(target, failure.word(), nanos, failure.rest());
            if (failure.isFinal()) {
                spent.add(target);
            }
            Answers.discard(call);
            return next();
        }

        /** A stream that has broken off was no answer after all. */
        private void noteBreak(Target target, long nanos) {
            GatewayError broken = call.brokenBy();
            if (broken != null) {
                breaker(target).failed(nanos, FailureClass.CONNECTION, broken, null);
            }
        }

        /** Asks others who may do better with such a request, or the same target with a shorter one; empty when nobody can. */
        private Mono<Boolean> evade(Target target, AttemptFailure failure, long nanos) {
            FailureClass kind = failure.kind();
            List<Target> others = policy.fallbacks(kind);
            if (!others.isEmpty() && evaded.add(kind)) {
                noteRefusal(target, kind, nanos);
                queue = others;
                index = 0;
                retriesLeft = 0;
                allRest = allRest(others);
                return next().thenReturn(true);
            }
            ContextReduction reduction = call.contextReduction();
            if (kind != FailureClass.CONTEXT_LENGTH || reduction == null || reduced) {
                return Mono.empty();
            }
            reduced = true;
            return reduction.reduce().filter(Boolean::booleanValue).flatMap(shorter -> {
                noteRefusal(target, kind, nanos);
                return tryOne(target).thenReturn(true);
            });
        }

        private void noteRefusal(Target target, FailureClass kind, long nanos) {
            tried.failed(target, kind.word(), nanos, null);
            Answers.discard(call);
        }

        /** The client gets what the provider said. */
        private Mono<Void> passOn(Target target, Verdict verdict) {
            tried.tell(call, target);
            return verdict.error() == null ? Mono.empty() : Mono.error(verdict.error());
        }

        private Mono<Void> afterAll() {
            Duration rest = tried.shortestRest();
            boolean tooLong = rest != null && rest.compareTo(LONGEST_PAUSE) > 0;
            if (retriesLeft == 0 || tooLong || spent.containsAll(queue)) {
                return Mono.error(allFailed(rest));
            }
            Duration pause = pause(rest);
            if (queue.stream()
                    .allMatch(target -> Attempt.timeLeft(target, begun).compareTo(pause) < 0)) {
                return Mono.error(allFailed(rest));
            }
            retriesLeft--;
            index = 0;
            return Mono.delay(pause, timers.apply(call.loop())).then(Mono.defer(this::next));
        }

        /** Full jitter, but never before a target wants to be asked again. */
        private Duration pause(@Nullable Duration rest) {
            int round = policy.retries() - retriesLeft;
            long most = Math.min(LONGEST_PAUSE.toMillis(), policy.backoff().toMillis() << Math.min(round, 16));
            Duration jitter = Duration.ofMillis((long) (random.getAsDouble() * most));
            return rest != null && rest.compareTo(jitter) > 0 ? rest : jitter;
        }

        private GatewayError allFailed(@Nullable Duration rest) {
            GatewayError error =
                    GatewayError.of(502, "all_targets_failed", "Provider error after failover: %s.", tried.list());
            return rest == null ? error : error.withRetryAfter(rest);
        }

        private boolean hasNext() {
            return index < queue.size() || retriesLeft > 0 || mayEvade();
        }

        private boolean mayEvade() {
            return (!policy.contextWindow().isEmpty() && !evaded.contains(FailureClass.CONTEXT_LENGTH))
                    || (!policy.contentPolicy().isEmpty() && !evaded.contains(FailureClass.CONTENT_POLICY))
                    || (call.contextReduction() != null && !reduced);
        }

        private boolean allRest(List<Target> targets) {
            return targets.stream().allMatch(target -> breaker(target).rests());
        }

        private TargetBreaker breaker(Target target) {
            return health.of(target, policy.rules());
        }
    }

    private static boolean isStream(Answer answer) {
        return ContentType.is(answer.headers(), EVENTS) || ContentType.is(answer.headers(), "application/x-ndjson");
    }

    /** What came of an attempt: a failure, or none. */
    private record Verdict(@Nullable AttemptFailure failure, @Nullable Throwable error) {

        static final Verdict GOOD = new Verdict(null, null);

        static Verdict of(AttemptFailure failure, @Nullable Throwable error) {
            return new Verdict(failure, error);
        }
    }
}
