/** What the connections on both sides of the gateway, to clients and to providers, have in common. */
@NullMarked
package dev.caravan.processors.transport;

import org.jspecify.annotations.NullMarked;
