/** What calls use, in tokens: estimated before a call, read from its answer on the way. Start with {@code TokenEstimate}. */
@NullMarked
package dev.caravan.processors.metering;

import org.jspecify.annotations.NullMarked;
