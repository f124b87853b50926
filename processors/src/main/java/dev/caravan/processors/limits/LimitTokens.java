package dev.caravan.processors.limits;

import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.metering.TokenEstimate;
import dev.caravan.processors.metering.TokenEstimator;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Turns away a caller who uses too many tokens: 429, for the key, its project, or the user; 400 {@code
 * request_too_large_for_limit} where a call is larger than a whole minute allows. What the call may use is taken before it, and
 * settled when it ends. Needs the request's body. Tokens of models and providers are {@link LimitTarget}'s.
 */
public final class LimitTokens implements AsyncCallStep {

    private final LimitStore store;
    private final CallerLimits limits;
    private final TokenEstimator estimator;

    public LimitTokens(LimitStore store, LimitRules rules, TokenEstimator estimator) {
        this.store = store;
        this.limits = new CallerLimits(rules, RateLimit::limitsTokens);
        this.estimator = estimator;
    }

    @Override
    public Mono<Void> apply(Call call) {
        return limits.holdFor(call)
                ? TokenUse.before(call, estimator).flatMap(estimate -> take(call, estimate))
                : Mono.empty();
    }

    private Mono<Void> take(Call call, TokenEstimate estimate) {
        if (estimate.total() == 0) {
            return Mono.empty();
        }
        List<Claim> claims =
                limits.claims(call, (kind, name, limit) -> Claim.tokens(kind, name, limit, estimate.total()));
        return new Admission(call, store, estimate).take(claims).flatMap(refused -> Mono.error(refused.error()));
    }
}
