/** Scores for exchanges that the ledger has. Start with {@code Evals}. */
@NullMarked
package dev.caravan.processors.evals;

import org.jspecify.annotations.NullMarked;
