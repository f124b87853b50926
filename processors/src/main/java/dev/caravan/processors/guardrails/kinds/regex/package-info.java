/** The kind {@code regex}: regular expressions of RE2, and what can be told of a text that is not complete yet. */
@NullMarked
package dev.caravan.processors.guardrails.kinds.regex;

import org.jspecify.annotations.NullMarked;
