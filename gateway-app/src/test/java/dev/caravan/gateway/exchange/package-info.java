/** Listeners for tests. */
@NullMarked
package dev.caravan.gateway.exchange;

import org.jspecify.annotations.NullMarked;
