/** What scanners of texts are built from. A scanner is a list of {@link dev.caravan.processors.guardrails.kinds.text.Search}es. */
@NullMarked
package dev.caravan.processors.guardrails.kinds.text;

import org.jspecify.annotations.NullMarked;
