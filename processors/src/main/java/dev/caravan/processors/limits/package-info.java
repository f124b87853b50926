/**
 * How many calls may be made, and how many tokens used. {@link dev.caravan.processors.limits.LimitRate} and {@link
 * dev.caravan.processors.limits.LimitTokens} limit who calls, and {@link dev.caravan.processors.limits.LimitTarget} what is
 * called; all count in a {@link dev.caravan.processors.limits.LimitStore}. Start with {@link dev.caravan.processors.limits.RateLimit}.
 */
@NullMarked
package dev.caravan.processors.limits;

import org.jspecify.annotations.NullMarked;
