package dev.caravan.processors.budgets;

import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.budgets.SpendBook.Outcome;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.pricing.Costs;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds back in the budgets of a call that goes on and on what it has cost by now, as nobody could tell that before it. When it
 * ends this is let go: what it has cost is spent by then, see {@link ReserveBudget}. One for each call; confined to its event
 * loop.
 */
public final class RunningSpend {

    private final Call call;
    private final List<BudgetClaim> claims;
    private final Costs costs;
    private final SpendBook book;
    private final List<Reservation> held = new ArrayList<>();
    private BigDecimal sum = BigDecimal.ZERO;

    private RunningSpend(Call call, List<BudgetClaim> claims, Costs costs, SpendBook book) {
        this.call = call;
        this.claims = claims;
        this.costs = costs;
        this.book = book;
    }

    /** Of a call whose budgets were reserved. */
    public static RunningSpend of(Call call, BudgetRules rules, Costs costs, SpendBook book) {
        List<BudgetClaim> claims = new BudgetClaims(rules)
                .of(call, Authenticate.caller(call)).stream()
                        .filter(BudgetClaim::isInUsd)
                        .toList();
        RunningSpend spend = new RunningSpend(call, claims, costs, book);
        if (!claims.isEmpty()) {
            call.onEnd(spend::letGo);
        }
        return spend;
    }

    /** Holds back what the call has cost since the last time. False when the budgets do not pay for it. */
    public boolean isPaidFor() {
        if (claims.isEmpty()) {
            return true;
        }
        BigDecimal total = costs.byNow(call).orElse(BigDecimal.ZERO);
        BigDecimal more = total.subtract(sum).max(BigDecimal.ZERO);
        sum = sum.add(more);
        Outcome outcome = book.reserve(claims, more);
        if (outcome.reservation() != null) {
            held.add(outcome.reservation());
        }
        return outcome.refusal() == null;
    }

    private void letGo() {
        held.forEach(reservation -> reservation.end(BigDecimal.ZERO));
        held.clear();
    }
}
