/**
 * How many calls may be made. {@link dev.caravan.processors.limits.LimitRate} limits who calls and
 * {@link dev.caravan.processors.limits.LimitTarget} what is called; both count in a
 * {@link dev.caravan.processors.limits.LimitStore}. Start with {@link dev.caravan.processors.limits.RateLimit}.
 */
@NullMarked
package dev.caravan.processors.limits;

import org.jspecify.annotations.NullMarked;
