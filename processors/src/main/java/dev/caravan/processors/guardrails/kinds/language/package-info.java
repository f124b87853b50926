/** The kind {@code language}: in which language a text is written, by its script and its most frequent words. */
@NullMarked
package dev.caravan.processors.guardrails.kinds.language;

import org.jspecify.annotations.NullMarked;
