/**
 * Guardrails: what looks at the texts of calls and answers. A jar adds a kind by a {@link dev.caravan.spi.guard.GuardrailKind}
 * named in {@code META-INF/services}. What is done about a finding (block, redact, warn, shadow), the gateway decides by its
 * configuration: a guardrail only finds.
 */
@NullMarked
package dev.caravan.spi.guard;

import org.jspecify.annotations.NullMarked;
