/** The built jar as a child process, as an operator starts it. Start reading at {@link dev.caravan.acceptance.gateway.GatewayProcess}. */
@NullMarked
package dev.caravan.acceptance.gateway;

import org.jspecify.annotations.NullMarked;
