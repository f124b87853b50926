/**
 * What calls use, in tokens: estimated before a call by {@link dev.caravan.processors.metering.TokenEstimator}, read off its
 * answer on the way by {@link dev.caravan.processors.metering.Metering}. Start there.
 */
@NullMarked
package dev.caravan.processors.metering;

import org.jspecify.annotations.NullMarked;
