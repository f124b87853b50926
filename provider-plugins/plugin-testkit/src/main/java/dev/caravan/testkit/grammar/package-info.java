/** Validators of streams; start with {@link dev.caravan.testkit.grammar.StreamGrammar}. */
@NullMarked
package dev.caravan.testkit.grammar;

import org.jspecify.annotations.NullMarked;
