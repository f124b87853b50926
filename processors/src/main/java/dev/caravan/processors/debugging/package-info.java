/**
 * Looks into the running JVM for whoever administers the gateway: its threads, its heap, where its time goes. Start with {@code
 * FlightRecordings}; {@code RequireDebugging} is before all of it.
 */
@NullMarked
package dev.caravan.processors.debugging;

import org.jspecify.annotations.NullMarked;
