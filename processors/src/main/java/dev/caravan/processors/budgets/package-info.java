/**
 * What callers may spend: estimated and reserved before a call, settled after it. {@link
 * dev.caravan.processors.budgets.ReserveBudget} decides by a {@link dev.caravan.processors.budgets.SpendBook}, which a {@link
 * dev.caravan.processors.budgets.SpendWriter} keeps in step with a {@link dev.caravan.processors.budgets.SpendStore}. Start with
 * {@code Budget}.
 */
@NullMarked
package dev.caravan.processors.budgets;

import org.jspecify.annotations.NullMarked;
