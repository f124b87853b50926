/**
 * The kind {@code secrets}: credentials. {@link dev.caravan.processors.guardrails.kinds.secrets.SecretType} lists the types;
 * those with a prefix of their own are {@code TokenRule}s.
 */
@NullMarked
package dev.caravan.processors.guardrails.kinds.secrets;

import org.jspecify.annotations.NullMarked;
