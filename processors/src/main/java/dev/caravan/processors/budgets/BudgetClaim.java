package dev.caravan.processors.budgets;

/**
 * A budget that a call is paid from.
 *
 * @param kind whose it is
 * @param name by which the owner is known; calls with the same kind and name share the budget
 * @param budget as it is configured now
 */
public record BudgetClaim(BudgetKind kind, String name, Budget budget) {

    /** Whose budget it is, for the caller's eyes. */
    String holder() {
        return kind == BudgetKind.USER ? "this user" : kind.word() + " '" + name + "'";
    }

    /** Whether it is one of money. */
    boolean isInUsd() {
        return budget.usdPerDay() != null || budget.usdPerMonth() != null;
    }
}
