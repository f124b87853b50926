/** The kind {@code words}: words and phrases of a list. */
@NullMarked
package dev.caravan.processors.guardrails.kinds.words;

import org.jspecify.annotations.NullMarked;
