package dev.caravan.processors.budgets;

/**
 * What spend is counted by.
 *
 * @param kind whose it is
 * @param name the owner's name
 * @param period the day or the month: {@code 2026-01-31}, {@code 2026-01}
 */
public record SpendKey(BudgetKind kind, String name, String period) {}
