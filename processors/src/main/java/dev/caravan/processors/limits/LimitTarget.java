package dev.caravan.processors.limits;

import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.limits.Verdict.Refused;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.routing.Targets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Keeps the calls of a model and of a provider within their limits. Where a call may be served by several targets, those
 * before the first that has a place are passed over, and each further attempt needs a place of its own. Answers 429 {@code
 * rate_limit_exceeded} when no target has one. Runs when it is known who may serve the call.
 */
public final class LimitTarget implements AsyncCallStep {

    private final LimitStore store;
    private final LimitRules rules;

    public LimitTarget(LimitStore store, LimitRules rules) {
        this.store = store;
        this.rules = rules;
    }

    @Override
    public Mono<Void> apply(Call call) {
        if (rules.models().isEmpty() && rules.providers().isEmpty()) {
            return Mono.empty();
        }
        Targets targets = call.targets();
        if (targets == null) {
            throw new IllegalStateException("the target is not resolved yet");
        }
        Gate gate = new Gate(call);
        call.guardedBy(gate);
        return gate.enter(targets, 0, null);
    }

    private List<Claim> claims(Target target) {
        String provider = target.provider().name();
        List<Claim> claims = new ArrayList<>(2);
        if (target.model() != null && !rules.models().isEmpty()) {
            add(
                    LimitKind.MODEL,
                    provider + "/" + target.model(),
                    rules.models().get(provider + "/" + target.model()),
                    claims);
        }
        add(LimitKind.PROVIDER, provider, rules.providers().get(provider), claims);
        return claims;
    }

    private static void add(LimitKind kind, String name, @Nullable RateLimit limit, List<Claim> claims) {
        if (limit != null && !limit.isNone()) {
            claims.add(new Claim(kind, name, limit));
        }
    }

    /** The places of one call. */
    private final class Gate implements TargetGate {

        private final Call call;
        private final Admission admission;

        /** Whose place was taken before its attempt. */
        private @Nullable Target entered;

        Gate(Call call) {
            this.call = call;
            this.admission = new Admission(call, store);
        }

        /** Takes a place with the first target that has one. */
        Mono<Void> enter(Targets targets, int index, @Nullable Refused soonest) {
            if (index == targets.inOrder().size()) {
                return soonest == null ? Mono.empty() : Mono.error(soonest.error());
            }
            Target target = targets.inOrder().get(index);
            return admission
                    .take(claims(target))
                    .map(refused -> sooner(soonest, refused))
                    .flatMap(refused -> enter(targets, index + 1, refused).thenReturn(true))
                    .switchIfEmpty(Mono.fromSupplier(() -> entered(targets, index)))
                    .then();
        }

        private boolean entered(Targets targets, int index) {
            entered = targets.inOrder().get(index);
            if (index > 0) {
                call.offeredTo(targets.with(
                        targets.inOrder().subList(index, targets.inOrder().size())));
            }
            return true;
        }

        @Override
        public Mono<Boolean> admits(Target target) {
            boolean already = target.equals(entered);
            entered = null;
            return already
                    ? Mono.just(true)
                    : admission.take(claims(target)).map(refused -> false).defaultIfEmpty(true);
        }

        private static Refused sooner(@Nullable Refused one, Refused other) {
            return one == null || other.retryAfter().compareTo(one.retryAfter()) < 0 ? other : one;
        }
    }
}
