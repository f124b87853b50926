/** What callers may spend: estimated and reserved before a call, settled after it. Start with {@code Budget}. */
@NullMarked
package dev.caravan.processors.budgets;

import org.jspecify.annotations.NullMarked;
