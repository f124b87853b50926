/**
 * What the author of a guardrail tests it with: a test of a scanner extends {@link
 * dev.caravan.testkit.guard.TextScannerContract}.
 */
@NullMarked
package dev.caravan.testkit.guard;

import org.jspecify.annotations.NullMarked;
