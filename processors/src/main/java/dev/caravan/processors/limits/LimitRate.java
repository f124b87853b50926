package dev.caravan.processors.limits;

import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Turns away a caller who makes too many calls: 429 {@code rate_limit_exceeded}, for the key, its project, or the user. Runs
 * before the body is read, so that a refused call costs nothing. A refused call counts against none of these limits.
 */
public final class LimitRate implements AsyncCallStep {

    private final LimitStore store;
    private final CallerLimits limits;

    public LimitRate(LimitStore store, LimitRules rules) {
        this.store = store;
        this.limits = new CallerLimits(rules, RateLimit::limitsCalls);
    }

    @Override
    public Mono<Void> apply(Call call) {
        if (!limits.holdFor(call)) {
            return Mono.empty();
        }
        List<Claim> claims = limits.claims(call, Claim::call);
        return claims.isEmpty()
                ? Mono.empty()
                : new Admission(call, store, TokenUse.NOTHING)
                        .take(claims)
                        .flatMap(refused -> Mono.error(refused.error()));
    }
}
