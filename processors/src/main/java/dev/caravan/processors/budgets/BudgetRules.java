package dev.caravan.processors.budgets;

import java.util.Map;

/**
 * The configured budgets, but for those of keys, which the keys have themselves.
 *
 * @param perUser what each user has alike
 * @param projects by the project's name
 * @param unknownPriceIsFree whether a call costs nothing whose model has no known price; else a budget in USD refuses it
 * @param assumedOutputTokens how long an answer is taken to be that neither request nor model limits to fewer tokens
 */
public record BudgetRules(
        Budget perUser, Map<String, Budget> projects, boolean unknownPriceIsFree, int assumedOutputTokens) {

    public static final int USUAL_OUTPUT_TOKENS = 4096;

    public static final BudgetRules NONE = new BudgetRules(Budget.NONE, Map.of(), false, USUAL_OUTPUT_TOKENS);

    public BudgetRules {
        projects = Map.copyOf(projects);
    }
}
