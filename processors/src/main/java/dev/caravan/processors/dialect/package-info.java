/**
 * How the gateway speaks to a caller in the caller's own wire format; for now: errors. Start with {@code ErrorDialect};
 * {@code ErrorDialects} tells which one a caller speaks.
 */
@NullMarked
package dev.caravan.processors.dialect;

import org.jspecify.annotations.NullMarked;
