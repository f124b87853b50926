package dev.caravan.gateway.steps;

import dev.caravan.processors.budgets.BudgetRules;
import dev.caravan.processors.budgets.ReserveBudget;
import dev.caravan.processors.budgets.TellSpend;
import dev.caravan.processors.metering.TokenEstimator;
import dev.caravan.processors.pricing.Costs;

/** What calls may cost. */
final class BudgetSteps {

    private BudgetSteps() {}

    static void add(Parts parts, Steps steps) {
        Services services = parts.services();
        BudgetRules rules = parts.config().budgets();
        Costs costs = new Costs(parts.models());
        TokenEstimator estimator = new TokenEstimator(services.workers(), costs, rules.assumedOutputTokens());
        steps.add("reserveBudget", new ReserveBudget(rules, estimator, costs, services.spend(), services.metrics()));
        steps.add("tellSpend", new TellSpend(services.spend()));
    }
}
