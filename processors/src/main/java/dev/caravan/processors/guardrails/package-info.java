/**
 * Guardrails at work: {@code GuardInput} looks at what a client asks before a provider sees it, {@code GuardOutput} at what the
 * provider answers before the client does. Where the texts of a body are, {@code TextShapes} declares; what is done to one text,
 * whole or in pieces, is a {@code TextFlow}; what was found, a {@code Tally} counts. What guardrails look for is in {@code kinds}
 * and in plugins. Start with {@code GuardInput} and {@code Inspection}.
 */
@NullMarked
package dev.caravan.processors.guardrails;

import org.jspecify.annotations.NullMarked;
