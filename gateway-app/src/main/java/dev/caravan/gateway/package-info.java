/**
 * The executable gateway. {@link dev.caravan.gateway.Caravan} starts it, {@link dev.caravan.gateway.GatewayBeans} wires it,
 * {@link dev.caravan.gateway.Steps} names the steps that routes use, and {@link dev.caravan.gateway.Gateway} runs it through
 * its reloads.
 */
@NullMarked
package dev.caravan.gateway;

import org.jspecify.annotations.NullMarked;
