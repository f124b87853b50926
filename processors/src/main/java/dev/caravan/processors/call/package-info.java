/**
 * What travels through a route: {@link dev.caravan.processors.call.Call} and its parts, and the two shapes of a step,
 * {@link dev.caravan.processors.call.CallStep} and {@link dev.caravan.processors.call.AsyncCallStep}. Start with the call.
 */
@NullMarked
package dev.caravan.processors.call;

import org.jspecify.annotations.NullMarked;
