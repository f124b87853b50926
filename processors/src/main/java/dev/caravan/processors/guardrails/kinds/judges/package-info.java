/**
 * Kinds that judge a text as a whole: {@code length}, {@code json-schema}, and those that ask somebody else, {@code webhook},
 * {@code moderation} and {@code judge}, through {@code JsonPost}.
 */
@NullMarked
package dev.caravan.processors.guardrails.kinds.judges;

import org.jspecify.annotations.NullMarked;
