/**
 * The kind {@code pii}: what identifies a person. {@link dev.caravan.processors.guardrails.kinds.pii.PiiType} lists the types;
 * those with a fixed form are {@code NumberForm}s with a {@code Checksums} test.
 */
@NullMarked
package dev.caravan.processors.guardrails.kinds.pii;

import org.jspecify.annotations.NullMarked;
