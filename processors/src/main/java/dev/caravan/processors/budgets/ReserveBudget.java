package dev.caravan.processors.budgets;

import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.budgets.SpendBook.Outcome;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.metering.TokenEstimate;
import dev.caravan.processors.metering.TokenEstimator;
import dev.caravan.processors.pricing.Costs;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.routing.Targets;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Turns away a call that its budgets do not pay for, and holds back what it may cost until it has ended; then what it has cost
 * is spent. The budgets are those of the key, its project, and the user whom {@code X-Ingate-User-Id} names. Answers 422 {@code
 * token_cap_exceeded}, {@code budget_exceeded}, or {@code price_unknown}. Runs when it is known who may serve the call: it is
 * reckoned by the dearest of them.
 */
public final class ReserveBudget implements AsyncCallStep {

    private final BudgetClaims budgets;
    private final TokenEstimator estimator;
    private final Costs costs;
    private final SpendBook book;
    private final boolean unknownPriceIsFree;
    private final BudgetRefusals refusals;

    /** @param metrics takes how many calls were refused */
    public ReserveBudget(
            BudgetRules rules, TokenEstimator estimator, Costs costs, SpendBook book, MeterRegistry metrics) {
        this.budgets = new BudgetClaims(rules);
        this.estimator = estimator;
        this.costs = costs;
        this.book = book;
        this.unknownPriceIsFree = rules.unknownPriceIsFree();
        this.refusals = new BudgetRefusals(metrics);
    }

    @Override
    public Mono<Void> apply(Call call) {
        List<BudgetClaim> claims = budgets.of(call, Authenticate.caller(call));
        if (claims.isEmpty()) {
            return Mono.empty();
        }
        Mono<TokenEstimate> estimating = estimator.of(call);
        TokenEstimate known = call.spending().estimate();
        if (known == null) {
            return estimating
                    .doOnNext(estimate -> reserve(call, claims, estimate))
                    .then();
        }
        reserve(call, claims, known);
        return Mono.empty();
    }

    private void reserve(Call call, List<BudgetClaim> claims, TokenEstimate estimate) {
        BudgetClaim inUsd = null;
        for (BudgetClaim claim : claims) {
            long cap = claim.budget().tokensPerRequest();
            if (cap > 0 && estimate.total() > cap) {
                throw refusals.tokens(claim, estimate.total());
            }
            if (inUsd == null && claim.isInUsd()) {
                inUsd = claim;
            }
        }
        if (inUsd != null) {
            reserve(call, claims, dearest(call, estimate, inUsd));
        }
    }

    private void reserve(Call call, List<BudgetClaim> claims, BigDecimal usd) {
        Outcome outcome = book.reserve(claims, usd);
        if (outcome.refusal() != null) {
            throw refusals.exceeded(outcome.refusal(), usd);
        }
        Reservation reservation = outcome.reservation();
        if (reservation != null) {
            costs.noteAtEnd(call);
            call.onEnd(() -> reservation.end(spent(call)));
        }
    }

    /** Nothing where no provider has answered, as an answer from a cache is paid for already. */
    private static BigDecimal spent(Call call) {
        @Nullable BigDecimal cost = call.spending().cost();
        return cost == null ? BigDecimal.ZERO : cost;
    }

    private BigDecimal dearest(Call call, TokenEstimate estimate, BudgetClaim claim) {
        Targets targets = call.targets();
        if (targets == null) {
            throw new IllegalStateException("the target is not resolved yet");
        }
        BigDecimal dearest = BigDecimal.ZERO;
        for (Target target : (Iterable<Target>) targets.all()::iterator) {
            Optional<BigDecimal> cost = costs.atMost(call, target, estimate);
            if (cost.isEmpty() && !unknownPriceIsFree) {
                throw refusals.priceUnknown(claim, target);
            }
            dearest = dearest.max(cost.orElse(BigDecimal.ZERO));
        }
        return dearest;
    }
}
