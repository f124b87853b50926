package dev.caravan.gateway.steps;

import dev.caravan.processors.budgets.BudgetRules;
import dev.caravan.processors.budgets.ReserveBudget;
import dev.caravan.processors.budgets.TellSpend;

/** What calls may cost. */
final class BudgetSteps {

    private BudgetSteps() {}

    static void add(Parts parts, Steps steps) {
        Services services = parts.services();
        BudgetRules rules = parts.config().budgets();
        steps.add(
                "reserveBudget",
                new ReserveBudget(rules, parts.estimator(), parts.costs(), services.spend(), services.metrics()));
        steps.add("tellSpend", new TellSpend(services.spend()));
    }
}
