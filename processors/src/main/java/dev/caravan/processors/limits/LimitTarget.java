package dev.caravan.processors.limits;

import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.forms.FormBody;
import dev.caravan.processors.forms.LateModel;
import dev.caravan.processors.limits.Verdict.Refused;
import dev.caravan.processors.metering.TokenEstimate;
import dev.caravan.processors.metering.TokenEstimator;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.routing.Targets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Keeps the calls of a model and of a provider, and their tokens, within their limits. Where a call may be served by several
 * targets, those before the first that has a place are passed over, and each further attempt needs a place and tokens of its
 * own, while what the attempt before held is given back. Answers 429 when no target has a place, 400 when none can ever have
 * one. Runs when it is known who may serve the call.
 */
public final class LimitTarget implements AsyncCallStep {

    private final LimitStore store;
    private final LimitRules rules;
    private final TokenEstimator estimator;
    private final boolean limitsTokens;

    public LimitTarget(LimitStore store, LimitRules rules, TokenEstimator estimator) {
        this.store = store;
        this.rules = rules;
        this.estimator = estimator;
        this.limitsTokens = Stream.concat(rules.models().values().stream(), rules.providers().values().stream())
                .anyMatch(RateLimit::limitsTokens);
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
        FormBody form = call.form();
        if (form != null && form.modelMayCome() && !rules.models().isEmpty()) {
            form.whenNamed(model -> refuseLimited(targets.first(), model));
        }
        return limitsTokens
                ? TokenUse.before(call, estimator).flatMap(estimate -> enter(call, targets, estimate))
                : enter(call, targets, TokenUse.NOTHING);
    }

    private Mono<Void> enter(Call call, Targets targets, TokenEstimate estimate) {
        Gate gate = new Gate(call, estimate);
        call.guardedBy(gate);
        return gate.enter(targets, 0, null);
    }

    /** The place that such a call needs was not taken before it began. */
    private void refuseLimited(Target target, @Nullable String model) {
        String name = target.provider().name() + "/" + model;
        if (model != null && rules.models().containsKey(name)) {
            throw LateModel.refused(model, "it has a limit");
        }
    }

    private List<Claim> claims(Target target, long tokens) {
        String provider = target.provider().name();
        List<Claim> claims = new ArrayList<>(2);
        if (target.model() != null && !rules.models().isEmpty()) {
            add(
                    LimitKind.MODEL,
                    provider + "/" + target.model(),
                    rules.models().get(provider + "/" + target.model()),
                    tokens,
                    claims);
        }
        add(LimitKind.PROVIDER, provider, rules.providers().get(provider), tokens, claims);
        return claims;
    }

    private static void add(LimitKind kind, String name, @Nullable RateLimit limit, long tokens, List<Claim> claims) {
        if (limit != null && (limit.limitsCalls() || (limit.limitsTokens() && tokens > 0))) {
            claims.add(new Claim(kind, name, limit, 1, tokens));
        }
    }

    /** The places of one call. */
    private final class Gate implements TargetGate {

        private final Call call;
        private final long tokens;
        private final Admission admission;

        /** Whose place was taken before its attempt. */
        private @Nullable Target entered;

        /** @param estimate what it may use; nothing where no target limits tokens */
        Gate(Call call, TokenEstimate estimate) {
            this.call = call;
            this.tokens = estimate.total();
            this.admission = new Admission(call, store, estimate);
        }

        /** Takes a place with the first target that has one. */
        Mono<Void> enter(Targets targets, int index, @Nullable Refused soonest) {
            if (index == targets.inOrder().size()) {
                return soonest == null ? Mono.empty() : Mono.error(soonest.error());
            }
            Target target = targets.inOrder().get(index);
            return admission
                    .take(claims(target, tokens))
                    .map(refused -> Refused.sooner(soonest, refused))
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
                    : admission
                            .take(claims(target, tokens))
                            .map(refused -> false)
                            .defaultIfEmpty(true);
        }
    }
}
