/** The whole system under pressure, attack and operation: raw sockets on one side, the recording upstream on the other. */
@NullMarked
package dev.caravan.acceptance.system;

import org.jspecify.annotations.NullMarked;
